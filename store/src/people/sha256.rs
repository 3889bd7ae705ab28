//! What a secret or a request is known by.

/// A SHA-256.
pub type Sha256 = [u8; 32];
