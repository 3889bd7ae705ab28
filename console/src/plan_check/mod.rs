//! A plan that is checked before it is launched: `draft` is what was typed, `look` what is found in it.

pub(crate) mod draft;
pub(crate) mod look;
