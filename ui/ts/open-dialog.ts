/**
 * <open-dialog> around a link and the dialog that it leads to. The dialog lies over the
 * page; Escape, its own way out and a press beside it close it, and the focus goes back to
 * the link. The way out of the whole page stays within reach.
 */
class OpenDialog extends HTMLElement {
  connectedCallback(): void {
    const dialog = this.querySelector('dialog');
    if (!dialog?.showModal) return;
    this.querySelector(':scope > a')?.addEventListener('click', (e) => {
      e.preventDefault();
      this.#exit(dialog);
      dialog.showModal();
    });
    dialog.addEventListener('click', (e) => {
      if (e.target !== dialog && !(e.target as Element).closest('.close')) return;
      e.preventDefault();
      dialog.close();
    });
  }

  #exit(dialog: HTMLDialogElement): void {
    const exit = document.querySelector<HTMLElement>('quick-exit .exit');
    const row = dialog.querySelector('.close')?.parentElement;
    if (!exit || !row || row.querySelector('.exit')) return;
    const same = exit.cloneNode(true) as HTMLButtonElement;
    same.type = 'button';
    same.addEventListener('click', () => exit.click());
    row.append(same);
  }
}

customElements.define('open-dialog', OpenDialog);
