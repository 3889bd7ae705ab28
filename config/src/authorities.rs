//! A file of certificates that vouch for a mail server.

use crate::{file, problem::Refused};
use duban_domain::sentence;
use std::path::Path;

/// The certificates of a file, as PEM; whether they are any, whoever uses them says.
///
/// # Errors
/// It cannot be read, or holds no certificate in PEM.
pub fn load_authorities(path: &Path) -> Result<Vec<u8>, Refused> {
    let bytes = file::read_bytes(path, file::LARGE)?;
    let begins = b"-----BEGIN CERTIFICATE-----";
    if !bytes.windows(begins.len()).any(|window| window == begins) {
        return Err(Refused::whole(
            path,
            sentence!(
                "this holds no certificate in PEM; name a file with -----BEGIN CERTIFICATE----- in it",
                "文件中没有PEM格式的证书；请指定含有 -----BEGIN CERTIFICATE----- 的文件",
            ),
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_refused_with_what_to_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authority.pem");
        assert!(load_authorities(&path).unwrap_err().to_string().contains("there is no such file"));
        std::fs::write(&path, [0x30, 0x82, 0xff]).unwrap();
        assert!(load_authorities(&path).unwrap_err().to_string().contains("no certificate in PEM"));
        std::fs::write(&path, "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n").unwrap();
        assert!(load_authorities(&path).is_ok());
    }
}
