use super::Room;
use crate::{ArchiveError, Danger, USUAL_TYPES};
use ::zip::write::SimpleFileOptions;
use std::io::{Cursor, Write};

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

/// An office file with this part after a picture larger than what is read at once.
fn zip(part: &str) -> Vec<u8> {
    let picture = super::photograph(2 * crate::source::PIECE);
    archive(&[("[Content_Types].xml", b"<Types/>"), ("docProps/thumbnail.jpeg", &picture), (part, b"x")])
}

/// A ZIP archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
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
async fn what_would_run_is_refused_with_its_kind() {
    use Danger::{Action, Java, Macros, Page, Program, Script, Within};
    let room = Room::new();
    let types =
        b"<Types><Override ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>";
    let office = |parts: &[(&str, &[u8])]| {
        archive(
            &[&[("[Content_Types].xml", b"<Types/>".as_slice()), ("word/document.xml", b"x")], parts]
                .concat(),
        )
    };
    let inner = office(&[("word/vbaProject.bin", b"x")]);
    let wrapped = office(&[("word/embeddings/Microsoft_Word_Document.docx", inner.as_slice())]);
    let files: Vec<(&str, Vec<u8>, Danger)> = vec![
        ("photo.jpg", b"MZ\x90\0\x03\0\0\0".to_vec(), Program),
        ("photo.png", b"\x7fELF\x02\x01\x01\0".repeat(10), Program),
        ("report.pdf", b"\n <html ><script>alert(1)</script>".to_vec(), Page),
        ("marked.txt", b"\xef\xbb\xbf<!DOCTYPE html >".to_vec(), Page),
        ("notes.txt", b"#!/bin/sh\nrm -rf /\n".to_vec(), Script),
        ("通知.hta", b"<script>new ActiveXObject('x')</script>".to_vec(), Script),
        ("整改.BAT", b"@echo off\r\ndel *.*\r\n".to_vec(), Script),
        ("检查.ps1", "Write-Host 好\n".into(), Script),
        ("统计.js", b"WScript.Echo(1)".to_vec(), Script),
        ("工具.jar", archive(&[("META-INF/MANIFEST.MF", b"Main-Class: A"), ("A.class", b"x")]), Java),
        ("台账.docx", archive(&[("META-INF/MANIFEST.MF", b"x"), ("word/document.xml", b"x")]), Java),
        ("台账.docm", office(&[("word/vbaProject.bin", b"x")]), Macros),
        ("台账.docx", office(&[("word/vbaProject.bin", b"x")]), Macros),
        (
            "台账.xlsm",
            archive(&[
                ("[Content_Types].xml", b"<Types/>"),
                ("xl/workbook.xml", b"x"),
                ("xl/vbaProject.bin", b"x"),
            ]),
            Macros,
        ),
        (
            "台账.xlsx",
            archive(&[("[Content_Types].xml", b"<Types/>"), ("xl/macrosheets/sheet1.xml", b"x")]),
            Macros,
        ),
        ("汇报.pptm", archive(&[("[Content_Types].xml", b"<Types/>"), ("ppt/vbaProject.bin", b"x")]), Macros),
        ("空宏.docx", archive(&[("[Content_Types].xml", types), ("word/document.xml", b"x")]), Macros),
        ("套.docx", wrapped, Macros),
        ("夹带.docx", office(&[("word/embeddings/setup.exe", b"MZ")]), Within),
        ("夹带.docx", office(&[("word/embeddings/oleObject1.bin", b"MZ\x90\0\x03\0\0\0")]), Within),
        ("旧.doc", ole("_VBA_PROJECT", 4096), Macros),
        ("旧.xls", ole("_VBA_PROJECT_CUR", 4096), Macros),
        ("通知.pdf", b"%PDF-1.7\n1 0 obj\n<</S/JavaScript/JS(app.alert(1))>>\nendobj\n".to_vec(), Action),
        ("通知.pdf", b"%PDF-1.4\n1 0 obj\n<</S/Launch/F(a.exe)>>\nendobj\n".to_vec(), Action),
    ];
    for (name, content, danger) in files {
        let error = room.put(name, &content).await.unwrap_err();
        assert!(error.is_permanent());
        assert!(matches!(&error, ArchiveError::Dangerous { what, .. } if *what == danger), "{name}: {error}");
    }
    assert!(room.kept().is_empty());
}

#[tokio::test]
async fn a_name_ends_in_what_the_file_is() {
    let room = Room::new();
    for (name, content, shown) in [
        ("照片.hta", super::photograph(5000), "照片.hta.jpg"),
        ("照片.png", super::photograph(5000), "照片.jpg"),
        ("表.docx", zip("xl/workbook.xml"), "表.xlsx"),
        ("公文.zip", zip("OFD.xml"), "公文.zip.ofd"),
        ("说明", "文字\n".into(), "说明.txt"),
    ] {
        let kept = room.put(name, &content).await.unwrap();
        assert_eq!(kept.name, shown);
    }
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
