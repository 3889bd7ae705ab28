//! Files that no tool here makes: OFD packages, and PDF files with fonts and structures of every kind.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A zip archive.
pub(in super::super) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An OFD file after GB/T 33190, some lines to a page. Lines come in two objects each, the second first; every
/// page has its number.
pub(in super::super) fn ofd(text: &str) -> Vec<u8> {
    const SPACE: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
    let lines: Vec<&str> = text.lines().collect();
    let pages: Vec<String> =
        lines.chunks(10).enumerate().map(|(at, lines)| ofd_page(at + 1, lines)).collect();
    let mut listed = String::new();
    for at in 0..pages.len() {
        write!(listed, "<ofd:Page ID=\"{}\" BaseLoc=\"Pages/Page_{at}/Content.xml\"/>", at + 1).unwrap();
    }
    let root = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:OFD {SPACE} Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody>\
         <ofd:DocInfo><ofd:Title>x</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>\
         </ofd:DocBody></ofd:OFD>"
    );
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>\
         <ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>\
         <ofd:TemplatePage ID=\"90\" BaseLoc=\"Tpls/Tpl_0/Content.xml\"/></ofd:CommonData>\
         <ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    );
    let template = ofd_page(7, &["模板文字"]);
    let mut parts = vec![
        ("OFD.xml".to_owned(), root),
        ("Doc_0/Document.xml".to_owned(), document),
        ("Doc_0/Tpls/Tpl_0/Content.xml".to_owned(), template),
    ];
    for (at, page) in pages.into_iter().enumerate() {
        parts.push((format!("Doc_0/Pages/Page_{at}/Content.xml"), page));
    }
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, content)| (name.as_str(), content.as_bytes())).collect();
    zip(&parts)
}

fn ofd_page(number: usize, lines: &[&str]) -> String {
    let mut objects = String::new();
    let mut object = |x: usize, y: f64, text: &str| {
        let text = text.replace('&', "&amp;");
        write!(
            objects,
            "<ofd:TextObject ID=\"1\" Boundary=\"{x} {y} 80 6\" Font=\"3\" Size=\"5\">\
             <ofd:TextCode X=\"0\" Y=\"4.5\" DeltaX=\"g 9 5\">{text}</ofd:TextCode></ofd:TextObject>"
        )
        .unwrap();
    };
    object(100, 280.0, &format!("— {number} —"));
    for (at, line) in (0_u32..).zip(lines) {
        let half = line.chars().count() / 2;
        let (left, right): (String, String) =
            (line.chars().take(half).collect(), line.chars().skip(half).collect());
        let y = 20.0 + f64::from(at) * 10.0;
        object(101, y + 0.4, &right);
        object(20, y, &left);
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\">\
         <ofd:Template TemplateID=\"90\"/><ofd:Content><ofd:Layer ID=\"1\">{objects}</ofd:Layer></ofd:Content>\
         </ofd:Page>"
    )
}

/// A PDF file of one page: object 1 is its catalog, 2 and 3 its pages, 4 its content; `more` are objects from 5 on.
/// `resources` stand in the page.
pub(in super::super) fn pdf(resources: &str, content: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!("<< /Type /Page /Parent 2 0 R /Resources << {resources} >> /Contents 4 0 R >>").into_bytes(),
        stream("", content.as_bytes()),
    ];
    objects.extend_from_slice(more);
    pdf_of(&objects)
}

/// A PDF file of these objects, the first of which is its catalog.
pub(in super::super) fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", at + 1).into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        writeln!(table, "{place:010} 00000 n ").unwrap();
    }
    write!(table, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    file.extend(table.into_bytes());
    file
}

/// A stream with these entries in its dictionary.
pub(in super::super) fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

/// Packed data.
pub(in super::super) fn deflated(data: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(data).unwrap();
    packed.finish().unwrap()
}
