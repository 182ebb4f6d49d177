// The browser's own modal dialogs keep the focus inside, and everything else out of reach.
export function open(dialog) {
  dialog.showModal();
}
