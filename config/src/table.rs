//! A CSV file with named columns, some of which may be left out; every row with its line, every mistake
//! in its shape told at once.

use crate::{csv, problem::Problem, shape::nearest, signs::hidden};
use duban_domain::{Sentence, characters, characters::standard};
use std::path::Path;

/// The rows of a table; cells stand in the order of the columns asked for, without outer spaces. A column
/// that may be left out and is, is empty.
pub(crate) struct Table<'a> {
    file: &'a Path,
    columns: &'static [&'static str],
    optional: &'static [&'static str],
    /// Rows whose cells another sign separates, with it.
    foreign: Vec<(usize, char)>,
    /// Each row's line and cells.
    pub(crate) rows: Vec<(usize, Vec<String>)>,
    /// What was wrong so far.
    pub(crate) problems: Vec<Problem>,
}

/// What separates columns where a comma should.
const SEPARATORS: [char; 6] = [';', '\t', '，', '；', '|', '、'];

fn separated_by(sign: char) -> String {
    let sign = match sign {
        '\t' => "a tab".to_owned(),
        sign => format!("“{sign}”"),
    };
    format!(
        "the columns are separated by {sign} here; separate them by commas: save the table as CSV UTF-8 (comma delimited)"
    )
}

/// The line a record stands in. The reader tells where it began to look, before the empty lines it passed over.
fn line_of(text: &str, at: &::csv::Position) -> usize {
    let [line, byte] = [at.line(), at.byte()].map(|number| usize::try_from(number).unwrap_or_default());
    let empty = text.bytes().skip(byte).take_while(|byte| *byte == b'\n').count();
    line + empty
}

impl<'a> Table<'a> {
    /// Reads text as a table with these columns, in any order, and perhaps the optional ones, whose cells
    /// come last.
    pub(crate) fn parse(
        file: &'a Path,
        text: &str,
        columns: &'static [&'static str],
        optional: &'static [&'static str],
    ) -> Self {
        let mut table =
            Self { file, columns, optional, foreign: Vec::new(), rows: Vec::new(), problems: Vec::new() };
        let text = csv::lines(text);
        if let Err(quote) = csv::closed(&text, b',') {
            let (file, message) = (file.to_owned(), quote.sentence());
            table.problems.push(Problem { file, path: String::new(), line: Some(quote.line), message });
            return table;
        }
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(::csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut records = reader.records().map(|record| record.map_err(|error| error.to_string()));
        let header = match records.next() {
            Some(Ok(header)) => header,
            Some(Err(error)) => {
                table.tell(1, "", format!("this is not a table: {error}"));
                return table;
            }
            None => {
                table.tell(
                    1,
                    "",
                    format!("the table is empty; its first line must be {}", columns.join(",")),
                );
                return table;
            }
        };
        if let Some(separator) = table.foreign_separator(&header) {
            table.tell(1, "", separated_by(separator));
            return table;
        }
        let Some(order) = table.header(&header) else { return table };
        for record in records {
            table.row(&text, record, &header, &order);
        }
        table.tell_foreign_rows();
        table
    }

    /// The sign that separates the columns where it is no comma: most of their names stand between such signs.
    fn foreign_separator(&self, header: &::csv::StringRecord) -> Option<char> {
        let known = |name: &str| {
            let name = name.trim().trim_matches('"');
            self.columns.iter().chain(self.optional).any(|column| *column == name)
        };
        if header.iter().filter(|name| known(name)).count() > 1 {
            return None;
        }
        let whole = header.iter().collect::<Vec<_>>().join(",");
        SEPARATORS.into_iter().find(|sign| whole.split(*sign).filter(|name| known(name)).count() > 1)
    }

    /// Rows that another sign separates are told once, with their cause.
    fn tell_foreign_rows(&mut self) {
        let foreign = std::mem::take(&mut self.foreign);
        let Some((line, sign)) = foreign.first().copied() else { return };
        let others = match foreign.len() {
            1 => String::new(),
            many => format!(" (and so in {} other lines)", many - 1),
        };
        self.tell(line, "", format!("{}{others}", separated_by(sign)));
    }

    /// Where each column stands, or `None` if one is missing or unknown.
    fn header(&mut self, header: &::csv::StringRecord) -> Option<Vec<Option<usize>>> {
        let (columns, optional) = (self.columns, self.optional);
        let known = || columns.iter().chain(optional).copied();
        for (index, name) in header.iter().enumerate() {
            if !known().any(|column| column == name) {
                let free = known().filter(|column| !header.iter().any(|name| name == *column));
                let hint = nearest(name, free)
                    .map_or("remove it".to_owned(), |near| format!("did you mean {near}?"));
                self.tell(1, name, format!("\"{name}\" is not a column here; {hint}"));
            } else if header.iter().take(index).any(|earlier| earlier == name) {
                self.tell(1, name, format!("the column {name} stands twice; keep one of the two"));
            }
        }
        let mut order = Vec::new();
        for column in columns {
            match header.iter().position(|name| name == *column) {
                Some(index) => order.push(Some(index)),
                None => self.tell(
                    1,
                    column,
                    format!("the column {column} is missing; the first line must be {}", columns.join(",")),
                ),
            }
        }
        order.extend(optional.iter().map(|column| header.iter().position(|name| name == *column)));
        self.problems.is_empty().then_some(order)
    }

    fn row(
        &mut self,
        text: &str,
        record: Result<::csv::StringRecord, String>,
        header: &::csv::StringRecord,
        order: &[Option<usize>],
    ) {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                return self.problems.push(Problem::of_file(
                    self.file,
                    Sentence::same(format!("this is not a table: {error}")),
                ));
            }
        };
        let line = record.position().map_or(0, |at| line_of(text, at));
        // Spreadsheets leave rows of nothing but commas behind.
        if record.iter().all(str::is_empty) {
            return;
        }
        let foreign = |sign: &char| {
            record.iter().flat_map(str::chars).filter(|c| c == sign).count() + 1 >= header.len()
        };
        if let Some(sign) = SEPARATORS.into_iter().find(foreign).filter(|_| record.len() != header.len()) {
            return self.foreign.push((line, sign));
        }
        if record.len() == header.len() {
            let cell = |index: &Option<usize>| index.and_then(|index| record.get(index)).unwrap_or_default();
            for (name, text) in header.iter().zip(record.iter()) {
                if let Err(unprintable) = characters::check(text) {
                    self.tell(line, name, unprintable);
                } else if let Some(message) = hidden(text) {
                    self.tell_sentence(line, name, message);
                }
            }
            self.rows.push((line, order.iter().map(|index| standard(cell(index)).into_owned()).collect()));
        } else {
            let message = format!(
                "this line has {} fields instead of {}; put fields that hold a comma in quotes, and leave no field out",
                record.len(),
                header.len()
            );
            self.tell(line, "", message);
        }
    }

    /// A problem in a line and column.
    pub(crate) fn tell(&mut self, line: usize, column: &str, message: impl std::fmt::Display) {
        self.tell_sentence(line, column, Sentence::same(message));
    }

    /// The same in both languages.
    pub(crate) fn tell_sentence(&mut self, line: usize, column: &str, message: Sentence) {
        let (file, path) = (self.file.to_owned(), column.to_owned());
        self.problems.push(Problem { file, path, line: Some(line), message });
    }
}
