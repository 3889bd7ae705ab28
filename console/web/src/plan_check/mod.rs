//! A plan that is checked before it is launched: `draft` is what was typed, `form` the same as fields, `look` what
//! is found in it.

pub mod draft;
pub mod form;
pub mod look;
