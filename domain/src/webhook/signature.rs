//! Signatures after the Standard Webhooks scheme (specification 1.0.0): HMAC-SHA256 over
//! `id.timestamp.body`, in base64, behind `v1,`. The same scheme signs what Duban sends and proves what it
//! receives.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// What a written secret begins with.
const SECRET_PREFIX: &str = "whsec_";
/// The scheme with a shared key.
const VERSION: &str = "v1,";
/// How far a timestamp may be from now, in seconds, either way.
pub const TOLERANCE_SECONDS: i64 = 300;
/// How long a key may be, in bytes, as the specification has it.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// The longest id that is taken.
pub const LONGEST_ID: usize = 256;

/// A key both sides share. It is never shown but by [`SigningSecret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

/// A text that is no secret.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret is whsec_ and 24 to 64 bytes in base64")]
pub struct NoSecret;

/// Why a signed message is not believed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// The id is empty, too long, or holds what would make the signed text ambiguous.
    #[error("webhook-id must be 1 to {LONGEST_ID} letters, digits, hyphens or underscores")]
    Id,
    /// The timestamp is no number of seconds.
    #[error("webhook-timestamp must be whole seconds since 1970")]
    Timestamp,
    /// It was signed too long ago, or the clocks differ.
    #[error("webhook-timestamp is more than five minutes from now")]
    Stale,
    /// No signature fits.
    #[error("webhook-signature does not fit this message")]
    Signature,
}

impl SigningSecret {
    /// A secret of these bytes, which must have come from a good source of randomness.
    ///
    /// # Errors
    /// There are fewer than 24 or more than 64.
    pub fn from_key(key: &[u8]) -> Result<Self, NoSecret> {
        if KEY_BYTES.contains(&key.len()) { Ok(Self(key.to_vec())) } else { Err(NoSecret) }
    }

    /// Reads a secret as it is written, with or without its prefix.
    ///
    /// # Errors
    /// It is not base64, or of no fitting length.
    pub fn parse(text: &str) -> Result<Self, NoSecret> {
        let text = text.trim();
        let key = STANDARD.decode(text.strip_prefix(SECRET_PREFIX).unwrap_or(text)).map_err(|_| NoSecret)?;
        Self::from_key(&key)
    }

    /// As it is written, for whoever must know it.
    pub fn expose(&self) -> String {
        format!("{SECRET_PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// The signature of a message, as it stands in `webhook-signature`.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let signature = self.mac(id, &timestamp.to_string(), body).finalize().into_bytes();
        format!("{VERSION}{}", STANDARD.encode(signature))
    }

    /// Whether one of the signatures in a header is this secret's. Signatures are compared in constant
    /// time.
    fn signed(&self, id: &str, timestamp: &str, body: &[u8], header: &str) -> bool {
        header.split_ascii_whitespace().filter_map(|one| one.strip_prefix(VERSION)).any(|signature| {
            let signature = STANDARD.decode(signature);
            signature.is_ok_and(|bytes| self.mac(id, timestamp, body).verify_slice(&bytes).is_ok())
        })
    }

    fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
        keyed(&self.0).chain_update(format!("{id}.{timestamp}.")).chain_update(body)
    }
}

/// An HMAC with this key. It takes keys of any length.
pub(super) fn keyed(key: &[u8]) -> Hmac<Sha256> {
    match Hmac::new_from_slice(key) {
        Ok(mac) => mac,
        Err(hmac::digest::InvalidLength) => unreachable!("HMAC takes keys of any length (RFC 2104)"),
    }
}

/// The header for a message under all secrets in force: during a rotation there are two.
pub fn header(secrets: &[SigningSecret], id: &str, timestamp: i64, body: &[u8]) -> String {
    secrets.iter().map(|secret| secret.sign(id, timestamp, body)).collect::<Vec<_>>().join(" ")
}

/// A message as it came, with the three headers of the scheme.
#[derive(Copy, Clone, Debug)]
pub struct Signed<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`.
    pub timestamp: &'a str,
    /// `webhook-signature`.
    pub signature: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

impl Signed<'_> {
    /// Whether the message may be believed at `now`, in seconds since 1970. All secrets are tried.
    ///
    /// # Errors
    /// Why not.
    pub fn verify(&self, secrets: &[SigningSecret], now: i64) -> Result<(), Forged> {
        if !is_id(self.id) {
            return Err(Forged::Id);
        }
        // Digits alone: "+5" is the same number and another text, and the text is what is signed.
        let digits = self.timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let at: i64 = self.timestamp.parse().map_err(|_| Forged::Timestamp)?;
        if !digits {
            return Err(Forged::Timestamp);
        }
        let is_signed =
            |secret: &SigningSecret| secret.signed(self.id, self.timestamp, self.body, self.signature);
        // The signature first: a stranger learns nothing of this machine's clock.
        if !secrets.iter().any(is_signed) {
            return Err(Forged::Signature);
        }
        if now.abs_diff(at) > TOLERANCE_SECONDS.unsigned_abs() { Err(Forged::Stale) } else { Ok(()) }
    }
}

/// Whether this may be a message's id. A dot would make `id.timestamp.body` ambiguous.
fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("whsec_***")
    }
}
