//! The layout of GB/T 9704-2012: from a text to paragraphs, rules and margins.
//!
//! Three formats: the ordinary document with its red head, the same with the signer beside the number for
//! what goes upward (上行文), and the letter (信函格式) with its red double rules. Lengths are twips, the
//! unit of the file format: 1/20 point, 1440 to the inch.

mod block;
mod body;
mod head;
mod imprint;
mod measure;
mod pages;
mod table;

use crate::{addressee::Addressee, markup::Text, source::Source};
use block::Block;
use docx_rs::Docx;
use duban_domain::instrument::DocumentFormat;

/// Sets a document.
pub(crate) fn document(source: &Source, format: DocumentFormat, addressee: &Addressee, text: Text) -> Docx {
    let head = head::head(source, format).into_iter().map(Block::from);
    let imprint = imprint::imprint(source, addressee, format).into_iter().map(Block::from);
    let blocks = head.chain(body::body(source, text)).chain(imprint);
    blocks.fold(pages::pages(format), |docx, block| block.add_to(docx))
}
