//! A plan that is checked before it is launched: `draft` is what was typed, `form` the same as fields, `look` what
//! is found in it.

pub(crate) mod draft;
pub(crate) mod form;
pub(crate) mod look;
