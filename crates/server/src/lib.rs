//! The binary tungnha: sync API, office and public pages, commands.
