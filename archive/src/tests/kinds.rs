use super::Room;
use crate::{ArchiveError, USUAL_TYPES};

/// An older office file whose directory stands at its end.
fn ole(stream: &str, length: usize) -> Vec<u8> {
    let sectors = length / 512;
    let mut bytes = vec![0; (sectors + 1) * 512];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    bytes[30] = 9;
    let last = u32::try_from(sectors - 1).unwrap();
    bytes[48..52].copy_from_slice(&last.to_le_bytes());
    let entry = sectors * 512 + 128;
    let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes[entry..entry + name.len()].copy_from_slice(&name);
    bytes[entry + 64] = u8::try_from(name.len() + 2).unwrap();
    bytes
}

/// A ZIP archive of one part.
fn zip(part: &str) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.resize(26, 0);
    bytes.extend_from_slice(&[u8::try_from(part.len()).unwrap(), 0, 0, 0]);
    bytes.extend_from_slice(part.as_bytes());
    bytes.resize(4096, 7);
    bytes
}

#[tokio::test]
async fn the_usual_files_are_taken() {
    let room = Room::new();
    let gb18030 = b"\xd0\xf2\xba\xc5,\xc6\xf3\xd2\xb5\r\n".to_vec();
    let office = "application/vnd.openxmlformats-officedocument";
    let files: Vec<(&str, Vec<u8>, String)> = vec![
        ("a.jpg", super::photograph(5000), "image/jpeg".into()),
        ("b.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "image/png".into()),
        ("c.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), "application/pdf".into()),
        ("d.docx", zip("word/document.xml"), format!("{office}.wordprocessingml.document")),
        ("e.xlsx", zip("xl/workbook.xml"), format!("{office}.spreadsheetml.sheet")),
        ("f.ofd", zip("OFD.xml"), "application/ofd".into()),
        ("g.wps", ole("WordDocument", 4096), "application/msword".into()),
        ("h.et", ole("Workbook", 2 * crate::source::PIECE), "application/vnd.ms-excel".into()),
        ("i.csv", "序号,企业\r\n1,都匀\r\n".into(), "text/csv".into()),
        ("j.csv", gb18030.clone(), "text/csv".into()),
        ("k.txt", gb18030, "text/plain".into()),
        ("l.TXT", "说明\n".repeat(100_000).into(), "text/plain".into()),
        ("m", "\u{feff}没有扩展名".into(), "text/plain".into()),
    ];
    for (name, content, media_type) in files {
        assert_eq!(room.put(name, &content).await.unwrap().media_type, media_type, "{name}");
    }
}

#[tokio::test]
async fn a_name_makes_no_file_harmless() {
    let room = Room::new();
    let mut text_at_first = "说明\n".repeat(100_000).into_bytes();
    text_at_first.push(0);
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("photo.jpg", b"MZ\x90\0\x03\0\0\0".to_vec(), "application/vnd.microsoft.portable-executable"),
        ("photo.png", b"\x7fELF\x02\x01\x01\0".repeat(10), "application/x-executable"),
        ("report.pdf", b"\n <html ><script>alert(1)</script>".to_vec(), "text/html"),
        ("marked.txt", b"\xef\xbb\xbf<!DOCTYPE html >".to_vec(), "text/html"),
        ("notes.txt", b"#!/bin/sh\nrm -rf /\n".to_vec(), "text/x-shellscript"),
        ("drawing.txt", b"<?xml version=\"1.0\"?><svg onload=\"x()\"/>".to_vec(), "text/xml"),
        ("report.docx", zip("payload.exe"), "application/zip"),
        ("report.doc", ole("!_StringData", 4096), "application/x-ole-storage"),
        ("cut.doc", ole("WordDocument", 4096)[..40].to_vec(), "application/x-ole-storage"),
        ("list.csv", b"a,b\0c".to_vec(), "application/octet-stream"),
        ("long.txt", text_at_first, "application/octet-stream"),
    ];
    for (name, content, is) in files {
        let error = room.put(name, &content).await.unwrap_err();
        assert!(error.is_permanent());
        match error {
            ArchiveError::TypeNotAllowed { found, allowed, .. } => {
                assert_eq!(found, is, "{name}");
                assert!(allowed.contains("image/jpeg, image/png"), "{allowed}");
            }
            other => panic!("{name}: {other}"),
        }
    }
    assert!(room.kept().is_empty());
}

#[tokio::test]
async fn only_the_types_named_are_taken() {
    let room = Room::with(super::LIMIT, &["image/png", "text/csv"]);
    assert!(matches!(
        room.put("a.jpg", &super::photograph(99)).await,
        Err(ArchiveError::TypeNotAllowed { .. })
    ));
    // Columns are a text whatever the name, so the name is no reason to refuse them.
    assert_eq!(room.put("a.txt", b"a,b").await.unwrap().media_type, "text/csv");
    let room = Room::with(super::LIMIT, &["text/plain"]);
    assert_eq!(room.put("a.csv", b"a,b").await.unwrap().media_type, "text/plain");
    assert!(USUAL_TYPES.iter().all(|t| !matches!(*t, "text/html" | "application/zip" | "image/svg+xml")));
}
