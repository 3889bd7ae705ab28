//! Workbooks of the older kind, which WPS Office still writes: a stream of records, of which the first ones tell
//! of every sheet. A sheet of Excel 4.0 macros runs like any other macro.

/// The record of a sheet (BoundSheet8 of [MS-XLS]; the same in BIFF5), and what it says of a macro sheet.
const BOUND_SHEET: u16 = 0x0085;
const MACRO_SHEET: u8 = 1;
/// The record that begins a part of the stream, and what it says of a macro sheet.
const BEGINNING: u16 = 0x0809;
const MACROS: [u8; 2] = [0x40, 0x00];

/// Whether a workbook has a sheet of Excel 4.0 macros, hidden or not.
pub(super) fn has_macro_sheet(workbook: &[u8]) -> bool {
    let mut rest = workbook;
    while let [kind_low, kind_high, length_low, length_high, behind @ ..] = rest {
        let kind = u16::from_le_bytes([*kind_low, *kind_high]);
        let length = usize::from(u16::from_le_bytes([*length_low, *length_high]));
        // What stands behind the last record is no record.
        if kind == 0 {
            break;
        }
        let content = &behind[..length.min(behind.len())];
        let is_macro = match kind {
            BOUND_SHEET => content.get(5) == Some(&MACRO_SHEET),
            BEGINNING => content.get(2..4) == Some(&MACROS),
            _ => false,
        };
        if is_macro {
            return true;
        }
        rest = &behind[content.len()..];
    }
    false
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
    }

    /// A workbook whose sheets are of these types, the last one hidden.
    pub(crate) fn workbook(sheets: &[u8]) -> Vec<u8> {
        let mut stream = record(BEGINNING, &[0, 6, 5, 0, 0xbb, 0x0d, 0xcc, 0x07]);
        stream.extend(record(0x0042, &[0xb0, 0x04]));
        for sheet in sheets {
            stream.extend(record(BOUND_SHEET, &[0, 1, 0, 0, 2, *sheet, 2, 0, b'A', b'1']));
        }
        stream.extend(record(0x000a, &[]));
        stream
    }

    #[test]
    fn a_sheet_of_macros_is_told_by_its_record() {
        assert!(!has_macro_sheet(&workbook(&[0, 0, 2])));
        assert!(has_macro_sheet(&workbook(&[0, 1])));
        assert!(has_macro_sheet(&record(BEGINNING, &[0, 6, 0x40, 0, 0, 0])));
        assert!(!has_macro_sheet(&[]));
        assert!(!has_macro_sheet(&workbook(&[1])[..20]), "cut before it is told");
        assert!(!has_macro_sheet(&[0; 4096]));
    }
}
