// Loads the page anew, with what stands behind its #: a refresh by <meta> would stay where it is for an address with a #.
setTimeout(() => location.reload(), 1000);
