// A device that is in a client's hands shows one form. Every other page of this browser that
// is still open goes there too, at once.
const lent = new BroadcastChannel('lent');

class LentDevice extends HTMLElement {
  connectedCallback() {
    lent.postMessage('');
  }
}

customElements.define('lent-device', LentDevice);

const here = () => document.querySelector('lent-device') !== null;

lent.addEventListener('message', () => {
  if (here()) return;
  document.body.replaceChildren();
  location.replace('/tablet');
});
