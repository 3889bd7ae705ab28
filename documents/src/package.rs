//! The package around a document: its parts put in order, and zipped so that the same document is always
//! the same bytes.

use crate::{
    error::RenderError,
    source::Source,
    text,
    xml::{self, Element, Node},
};
use docx_rs::{Docx, XMLDocx};
use std::io::{Cursor, Write};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// The named styles, after GB/T 9704-2012. Part of the file rather than of each paragraph, so that a
/// clerk who edits a document finds them by their names.
const STYLES: &str = include_str!("../parts/styles.xml");
/// The styles of a league table, only where there is one: a document that was made before there were any
/// comes out as it did.
const TABLE_STYLES: &str = include_str!("../parts/table-styles.xml");
/// Odd and even pages differ; East Asian line breaking.
const SETTINGS: &str = include_str!("../parts/settings.xml");
/// The fonts by name, each with the one to take where it is missing.
const FONTS: &str = include_str!("../parts/fonts.xml");

/// Writes the package.
pub(crate) fn write(document: Docx, source: &Source, title: &str) -> Result<Vec<u8>, RenderError> {
    let parts = parts(document.build(), source, title)?;
    zipped(&parts).map_err(|error| RenderError::Package(error.to_string()))
}

/// Every part by its name, in the order they are written.
fn parts(built: XMLDocx, source: &Source, title: &str) -> Result<Vec<(String, Vec<u8>)>, RenderError> {
    let arranged = |part: &[u8]| {
        let mut root = xml::read(part).map_err(|error| RenderError::Package(error.to_string()))?;
        root.arrange();
        Ok::<_, RenderError>(xml::write(&root))
    };
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), built.content_type),
        ("_rels/.rels".to_owned(), built.rels),
        ("docProps/app.xml".to_owned(), built.doc_props.app),
        ("docProps/core.xml".to_owned(), core(source, title)),
        ("docProps/custom.xml".to_owned(), built.doc_props.custom),
        ("word/_rels/document.xml.rels".to_owned(), built.document_rels),
        ("word/document.xml".to_owned(), arranged(&built.document)?),
        ("word/styles.xml".to_owned(), styles(source).into_bytes()),
        ("word/settings.xml".to_owned(), SETTINGS.into()),
        ("word/fontTable.xml".to_owned(), FONTS.into()),
        ("word/comments.xml".to_owned(), built.comments),
        ("word/numbering.xml".to_owned(), built.numberings),
        ("word/commentsExtended.xml".to_owned(), built.comments_extended),
    ];
    for (index, footer) in built.footers.iter().enumerate() {
        parts.push((format!("word/footer{}.xml", index + 1), arranged(footer)?));
    }
    Ok(parts)
}

fn styles(source: &Source) -> String {
    match source.notice.facts.league {
        Some(_) => STYLES.replacen("</w:styles>", &format!("{TABLE_STYLES}</w:styles>"), 1),
        None => STYLES.to_owned(),
    }
}

/// Who, what, when: by the document's own date, never by a clock.
fn core(source: &Source, title: &str) -> Vec<u8> {
    const NAMESPACES: [(&str, &str); 4] = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    let issued = source.notice.at;
    let changed = source.void.as_ref().map_or(issued, |void| void.at);
    let stamp = |at: duban_domain::PlanTime| at.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let from = text::clean(source.letterhead.name(&source.notice.from));
    let plain = |name: &str, value: &str| property(name, &[], value);
    let dated = |name: &str, at| property(name, &[("xsi:type", "dcterms:W3CDTF")], &stamp(at));
    let children = vec![
        plain("dc:title", title),
        plain("dc:subject", &text::clean(&source.full_number())),
        plain("dc:creator", &from),
        plain("cp:lastModifiedBy", &from),
        plain("cp:revision", "1"),
        dated("dcterms:created", issued),
        dated("dcterms:modified", changed),
        plain("dc:language", "zh-CN"),
    ];
    let attributes = NAMESPACES.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    xml::write(&Element { name: "cp:coreProperties".to_owned(), attributes, children })
}

fn property(name: &str, attributes: &[(&str, &str)], value: &str) -> Node {
    let attributes = attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let children = vec![Node::Text(quick_xml::escape::escape(value).into_owned())];
    Node::Element(Element { name: name.to_owned(), attributes, children })
}

fn zipped(parts: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    // The zip format's own zero: no clock gets into the file.
    let options = SimpleFileOptions::DEFAULT
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(part)?;
    }
    Ok(zip.finish()?.into_inner())
}
