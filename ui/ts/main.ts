// The islands that every page may have. Each improves what is already there.
import './answer-form.ts';
import './chart-points.ts';
import './live.ts';
import './open-dialog.ts';
import './pass-key.ts';
import './push-notice.ts';
import './print.ts';
import './quick-exit.ts';
import './tab-list.ts';
