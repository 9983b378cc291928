// What the call needs of LiveKit, as a file of its own: fetched only when somebody joins.
export {
  ConnectionQuality, ConnectionState, DisconnectReason, ExternalE2EEKeyProvider, LogLevel, Room, RoomEvent, Track, isE2EESupported, setLogLevel,
} from 'livekit-client';
