// Everything that pages with stimulation have: a file of its own, so that no other page pays for it.
import './stage.ts';
import './try.ts';
import './ears.ts';
import './card.ts';
import './hands-choice.ts';
import './room-light.ts';
