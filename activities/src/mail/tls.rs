//! Whom a mail server's certificate is believed from.

use super::error::SetupError;
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use rustls::pki_types::{CertificateDer, pem::PemObject};

/// Who vouches for a mail server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Authorities {
    /// Whoever this machine trusts.
    #[default]
    System,
    /// These and nobody else: certificates as a PEM file holds them.
    These(Vec<u8>),
}

/// How TLS to `host` is spoken.
pub(super) fn parameters(host: &str, authorities: &Authorities) -> Result<TlsParameters, SetupError> {
    let bad = |reason: String| SetupError::Encryption { host: host.to_owned(), reason };
    let certificates = match authorities {
        Authorities::System => system(),
        Authorities::These(pem) => {
            let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
            read.map_err(|error| bad(format!("the file of authorities cannot be read: {error:?}")))?
        }
    };
    if certificates.is_empty() {
        return Err(bad(match authorities {
            Authorities::System => {
                "this machine trusts no authority; install its ca-certificates or set mail.smtp.ca_file"
                    .into()
            }
            Authorities::These(_) => "the file of authorities holds no certificate in PEM".into(),
        }));
    }
    let mut builder = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::None);
    for certificate in certificates {
        let one = Certificate::from_der(certificate.to_vec());
        builder = builder.add_root_certificate(one.map_err(|error| bad(error.to_string()))?);
    }
    builder.build().map_err(|error| bad(error.to_string()))
}

/// What this machine trusts, without what it keeps and nobody can read.
fn system() -> Vec<CertificateDer<'static>> {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "an authority this machine trusts could not be read");
    }
    let mut readable = rustls::RootCertStore::empty();
    found.certs.into_iter().filter(|one| readable.add(one.clone()).is_ok()).collect()
}
