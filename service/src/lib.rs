//! What people do, whether at the terminal, in a browser or through the API: one function an act.
