/**
 * A part of the page's script. GraphiQL learns the name of a tab's operation shortly after the tab
 * has opened. If Run is pressed before that, GraphiQL looks for the operation of the previous tab
 * and fails. So the script delays an early run until GraphiQL knows the name, for at most one
 * second.
 *
 * It defines `onEditOperationName`, which must be passed to GraphiQL.
 */
export const heldRunScript = `let currentName;
let openedName;
let isRunHeld = false;
function release() {
  openedName = undefined;
  if (!isRunHeld) return;
  isRunHeld = false;
  document.querySelector('.graphiql-execute-button')?.click();
}
function onEditOperationName(name) {
  currentName = name;
  // Not at once: GraphiQL is still changing its state.
  if (name === openedName) setTimeout(release);
}
function onOpenTab(name) {
  currentName ??= document.querySelector('.graphiql-tab-active')?.textContent.trim();
  openedName = name === currentName ? undefined : name;
  if (openedName !== undefined) setTimeout(() => openedName === name && release(), 1000);
}
function holdRun(event) {
  if (openedName === undefined) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  isRunHeld = true;
}
addEventListener('click', (event) => {
  const tab = event.target.closest?.('.graphiql-tab-button');
  if (tab) onOpenTab(tab.textContent.trim());
  else if (event.target.closest?.('.graphiql-execute-button')) holdRun(event);
}, true);
addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) holdRun(event);
}, true);`;
