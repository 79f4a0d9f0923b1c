// Another page has the address of the one before it at once: where it gets it later, a step Back lies between the two.
if (window.navigation) navigation.oncurrententrychange = ({navigationType, from}) => {
  const [here, left] = [navigation.currentEntry, from].map(entry => new URL(entry.url));
  if (navigationType === "push" && here.pathname !== left.pathname && !here.search && left.search)
    history.replaceState(history.state, "", here.pathname + left.search);
};
