// The islands that every page may have. Each improves what is already there.
import './answer-form.ts';
import './live.ts';
import './pass-key.ts';
import './push-notice.ts';
import './quick-exit.ts';
