// Before the first paint, so that no bright page flashes in a dark hall.
try {
  const theme = localStorage.getItem('palier.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system's theme stands.
}
