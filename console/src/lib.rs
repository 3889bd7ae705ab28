//! Pages in a browser, and the REST API beside them.

pub mod people;
