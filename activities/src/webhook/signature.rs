//! Signatures after the Standard Webhooks scheme (specification 1.0.0): HMAC-SHA256 over
//! `id.timestamp.body`, in base64, behind `v1,`. The same scheme signs what Duban sends and proves what it
//! receives. 钉钉 has a scheme of its own.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// What a written secret begins with.
const SECRET_PREFIX: &str = "whsec_";
/// The scheme with a shared key.
const VERSION: &str = "v1,";
/// How far a timestamp may be from now, in seconds, either way.
const TOLERANCE_SECONDS: i64 = 300;
/// How long a key may be, in bytes, as the specification has it.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// The longest id that is taken.
const LONGEST_ID: usize = 256;

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
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    match Hmac::new_from_slice(key) {
        Ok(mac) => mac,
        Err(hmac::digest::InvalidLength) => unreachable!("HMAC takes keys of any length (RFC 2104)"),
    }
}

/// The header for a message under all secrets in force: during a rotation there are two.
pub(super) fn header(secrets: &[SigningSecret], id: &str, timestamp: i64, body: &[u8]) -> String {
    secrets.iter().map(|secret| secret.sign(id, timestamp, body)).collect::<Vec<_>>().join(" ")
}

/// What 钉钉 wants in the address of a signed request: `timestamp` in milliseconds and `sign`, before any
/// percent-encoding.
pub(super) fn dingtalk_sign(secret: &str, timestamp_ms: i64) -> String {
    let mac = keyed(secret.as_bytes()).chain_update(format!("{timestamp_ms}\n{secret}"));
    STANDARD.encode(mac.finalize().into_bytes())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification and of its libraries' tests.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &[u8] = b"{\"test\": 2432232314}";
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn secret() -> SigningSecret {
        SigningSecret::parse(SECRET).unwrap()
    }

    fn other() -> SigningSecret {
        SigningSecret::from_key(&[7; 32]).unwrap()
    }

    fn signed<'a>(timestamp: &'a str, signature: &'a str) -> Signed<'a> {
        Signed { id: ID, timestamp, signature, body: BODY }
    }

    #[test]
    fn the_scheme_s_own_example_is_signed_and_verified() {
        assert_eq!(secret().sign(ID, AT, BODY), SIGNATURE);
        let timestamp = AT.to_string();
        signed(&timestamp, SIGNATURE).verify(&[secret()], AT).unwrap();
        assert_eq!(secret().expose(), SECRET);
        assert_eq!(SigningSecret::parse(SECRET.strip_prefix("whsec_").unwrap()), Ok(secret()));
    }

    #[test]
    fn during_a_rotation_either_secret_is_enough() {
        let both = header(&[other(), secret()], ID, AT, BODY);
        let timestamp = AT.to_string();
        for secret in [secret(), other()] {
            signed(&timestamp, &both).verify(&[secret], AT).unwrap();
        }
        let unknown = format!("v1a,abc v2,{} {SIGNATURE}", &SIGNATURE[3..]);
        signed(&timestamp, &unknown).verify(&[other(), secret()], AT).unwrap();
    }

    #[test]
    fn what_is_forged_or_stale_is_not_believed() {
        let timestamp = AT.to_string();
        let told = |message: Signed<'_>, now| message.verify(&[secret()], now).unwrap_err();
        let real = signed(&timestamp, SIGNATURE);
        assert_eq!(told(Signed { body: b"{\"test\": 2432232315}", ..real }, AT), Forged::Signature);
        assert_eq!(told(Signed { id: "msg_another", ..real }, AT), Forged::Signature);
        let later = (AT + 1).to_string();
        assert_eq!(told(Signed { timestamp: &later, ..real }, AT), Forged::Signature);
        let padded = format!("+{AT}");
        assert_eq!(told(Signed { timestamp: &padded, ..real }, AT), Forged::Timestamp);
        let huge = "9".repeat(30);
        for text in ["", "now", "1614265330.5", "-1", &huge] {
            assert_eq!(told(Signed { timestamp: text, ..real }, AT), Forged::Timestamp, "{text}");
        }
        for id in ["", "a.b", "a b", "编号", &"a".repeat(257)] {
            assert_eq!(told(Signed { id, ..real }, AT), Forged::Id, "{id}");
        }
        for signature in ["", "v1,", "v1,=", "v2,abc", &SIGNATURE[3..], &SIGNATURE[..20]] {
            assert_eq!(told(Signed { signature, ..real }, AT), Forged::Signature, "{signature}");
        }
        real.verify(&[secret()], AT + TOLERANCE_SECONDS).unwrap();
        real.verify(&[secret()], AT - TOLERANCE_SECONDS).unwrap();
        assert_eq!(told(real, AT + TOLERANCE_SECONDS + 1), Forged::Stale);
        assert_eq!(told(real, AT - TOLERANCE_SECONDS - 1), Forged::Stale);
        assert_eq!(told(real, i64::MIN), Forged::Stale);
        assert_eq!(real.verify(&[], AT), Err(Forged::Signature), "no secret, no trust");
    }

    #[test]
    fn a_secret_is_read_whole_or_not_at_all_and_never_shown() {
        for text in ["", "whsec_", "whsec_abc", "whsec_****", "SEC123", &format!("whsec_{}", "A".repeat(100))]
        {
            assert!(SigningSecret::parse(text).is_err(), "{text}");
        }
        assert!(SigningSecret::from_key(&[0; 23]).is_err());
        assert!(!format!("{:?}", secret()).contains("MfKQ"));
    }

    #[test]
    fn dingtalk_s_signature_is_the_documented_one() {
        // HMAC-SHA256 of "1577262236757\nthis is secret" under "this is secret", computed with OpenSSL.
        assert_eq!(
            dingtalk_sign("this is secret", 1_577_262_236_757),
            "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="
        );
    }
}
