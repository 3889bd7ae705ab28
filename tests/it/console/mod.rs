//! The console over HTTP, beside what it talks to.

mod oidc;
