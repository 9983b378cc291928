// The islands that every page may have. Each improves what is already there.
import './answer-form.ts';
import './chart-points.ts';
import './device.ts';
import './lent-device.ts';
import './live.ts';
import './offline.ts';
import './open-dialog.ts';
import './pass-key.ts';
import './print.ts';
import './push-notice.ts';
import './quick-exit.ts';
import './tab-list.ts';
