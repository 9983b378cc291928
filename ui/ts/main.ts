// The islands that every page may have. Each improves what is already there.
import './answer-form.ts';
import './device.ts';
import './live.ts';
import './offline.ts';
import './pass-key.ts';
import './quick-exit.ts';
