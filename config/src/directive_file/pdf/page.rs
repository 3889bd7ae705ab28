//! A page's operators: which text they show, and where.

use super::{
    super::refusals::bloated,
    font::{Font, UNKNOWN},
    lines::{Baseline, Lines},
    stream::unpacked,
};
use duban_domain::Sentence;
use hayro_syntax::{
    content::{Instruction, UntypedIter},
    object::{Array, Dict, Name, Object, ObjectIdentifier, Stream},
    page::{Page, Resources},
};
use std::{collections::HashMap, rc::Rc};

/// How many operators are read, in all pages.
const MOST_OPERATORS: usize = 5_000_000;

/// Forms within forms: deeper ones go round.
const DEEPEST_FORM: usize = 10;

/// How many states of a page are kept to go back to.
const MOST_STATES: usize = 256;

/// A matrix: what it does to both axes, and how far it moves.
type Matrix = [f64; 6];

const UNMOVED: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// A walk through the pages of a file, with what is left of the work that is done for one.
pub(super) struct PageWalk {
    operators: usize,
    left: u64,
    fonts: HashMap<ObjectIdentifier, Rc<Font>>,
    /// How many characters were shown, and of how many nobody can tell which they are.
    pub(super) shown: usize,
    pub(super) unknown: usize,
}

impl PageWalk {
    pub(super) fn new(unpacked: u64) -> Self {
        Self { operators: MOST_OPERATORS, left: unpacked, fonts: HashMap::new(), shown: 0, unknown: 0 }
    }

    /// The lines of a page.
    ///
    /// # Errors
    /// The file asks for more work than is done.
    pub(super) fn lines(&mut self, page: &Page<'_>) -> Result<Vec<String>, Sentence> {
        let content = content_of(page.raw(), &mut self.left);
        let mut reader = PageReader {
            walk: self,
            lines: Lines::default(),
            state: State::default(),
            kept: Vec::new(),
            marked: Vec::new(),
        };
        reader.run(&content, page.resources(), 0);
        let lines = reader.lines.finish();
        // Whatever ran out, a part of the text is missing.
        if self.left == 0 || self.operators == 0 { Err(bloated()) } else { Ok(lines) }
    }

    fn font(&mut self, resources: &Resources<'_>, name: &Name<'_>) -> Option<Rc<Font>> {
        let id = resources.fonts.get_ref(name).map(ObjectIdentifier::from);
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Some(Rc::clone(known));
        }
        let font = Rc::new(Font::read(&resources.get_font(name)?, &mut self.left));
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Some(font)
    }
}

/// The operators of a page, which may lie in several streams.
fn content_of(page: &Dict<'_>, left: &mut u64) -> Vec<u8> {
    if let Some(stream) = page.get::<Stream<'_>>("Contents") {
        return unpacked(&stream, left).unwrap_or_default();
    }
    let mut whole = Vec::new();
    if let Some(streams) = page.get::<Array<'_>>("Contents") {
        for stream in streams.iter::<Stream<'_>>() {
            whole.extend(unpacked(&stream, left).unwrap_or_default());
            whole.push(b'\n');
            if *left == 0 {
                break;
            }
        }
    }
    whole
}

/// What operators set.
#[derive(Clone)]
struct State {
    page: Matrix,
    text: Matrix,
    line: Matrix,
    leading: f64,
    size: f64,
    font: Option<Rc<Font>>,
}

impl Default for State {
    fn default() -> Self {
        Self { page: UNMOVED, text: UNMOVED, line: UNMOVED, leading: 0.0, size: 0.0, font: None }
    }
}

/// Reads a page.
struct PageReader<'w> {
    walk: &'w mut PageWalk,
    lines: Lines,
    state: State,
    kept: Vec<State>,
    /// The marked parts that are open, and whether each is a header or a footer.
    marked: Vec<bool>,
}

impl PageReader<'_> {
    fn run(&mut self, content: &[u8], resources: &Resources<'_>, depth: usize) {
        let mut operators = UntypedIter::new(content);
        while let Some(instruction) = operators.next() {
            self.walk.operators = self.walk.operators.saturating_sub(1);
            if self.walk.operators == 0 || self.walk.left == 0 {
                return;
            }
            self.apply(&instruction, resources, depth);
        }
    }

    fn apply(&mut self, instruction: &Instruction<'_, '_>, resources: &Resources<'_>, depth: usize) {
        let operands = Operands(instruction.operands().collect());
        match &**instruction.operator {
            b"q" if self.kept.len() < MOST_STATES => self.kept.push(self.state.clone()),
            b"Q" => self.state = self.kept.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => self.state.page = after(operands.matrix(), self.state.page),
            b"BT" => (self.state.text, self.state.line) = (UNMOVED, UNMOVED),
            b"Tf" => {
                self.state.size = operands.number(0);
                self.state.font = operands.name(1).and_then(|name| self.walk.font(resources, name));
            }
            b"TL" => self.state.leading = operands.number(0),
            b"Td" => self.next_line(operands.number(1), operands.number(0)),
            b"TD" => {
                self.state.leading = -operands.number(0);
                self.next_line(operands.number(1), operands.number(0));
            }
            b"Tm" => {
                self.state.line = operands.matrix();
                self.state.text = self.state.line;
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tj" => self.show(&operands),
            b"'" | b"\"" => {
                self.next_line(0.0, -self.state.leading);
                self.show(&operands);
            }
            b"TJ" => self.show_spaced(&operands),
            b"Do" => self.show_form(&operands, resources, depth),
            b"BMC" | b"BDC" if self.marked.len() < MOST_STATES => {
                self.marked.push(is_pagination(&operands, resources));
            }
            b"EMC" => {
                self.marked.pop();
            }
            _ => {}
        }
    }

    fn next_line(&mut self, right: f64, up: f64) {
        self.state.line = after([1.0, 0.0, 0.0, 1.0, right, up], self.state.line);
        self.state.text = self.state.line;
    }

    fn show(&mut self, operands: &Operands<'_, '_>) {
        if let Some(Object::String(string)) = operands.last(0) {
            self.show_string(string.as_bytes());
        }
    }

    /// Strings with gaps between them, in thousandths of the size.
    fn show_spaced(&mut self, operands: &Operands<'_, '_>) {
        let Some(Object::Array(items)) = operands.last(0) else { return };
        for item in items.iter::<Object<'_>>() {
            match item {
                Object::String(string) => self.show_string(string.as_bytes()),
                Object::Number(back) => self.lines.gap(-back.as_f64() / 1000.0),
                _ => {}
            }
        }
    }

    fn show_string(&mut self, string: &[u8]) {
        let Some(font) = self.state.font.as_ref().filter(|_| !self.marked.contains(&true)) else { return };
        let text = font.text(string);
        self.walk.shown += text.chars().filter(|c| !c.is_whitespace()).count();
        self.walk.unknown += text.chars().filter(|c| *c == UNKNOWN).count();
        let [a, b, c, d, e, f] = after(self.state.text, self.state.page);
        let size = self.state.size.abs() * c.hypot(d);
        self.lines.add(&text, Baseline { at: (e, f), along: (a, b), size });
    }

    /// A form is content that is kept apart, with resources of its own or those of the page.
    fn show_form(&mut self, operands: &Operands<'_, '_>, resources: &Resources<'_>, depth: usize) {
        let form = operands.name(0).and_then(|name| resources.get_x_object(name));
        let Some(form) = form.filter(|_| depth < DEEPEST_FORM) else { return };
        let dict = form.dict();
        if dict.get::<Name<'_>>("Subtype").is_none_or(|kind| kind.as_ref() != b"Form") {
            return;
        }
        let content = unpacked(&form, &mut self.walk.left).unwrap_or_default();
        let own = dict.get::<Dict<'_>>("Resources").map(Resources::new);
        let (state, kept, marked) = (self.state.clone(), std::mem::take(&mut self.kept), self.marked.len());
        if let Some(moved) = dict.get::<[f64; 6]>("Matrix") {
            self.state.page = after(moved, self.state.page);
        }
        self.run(&content, own.as_ref().unwrap_or(resources), depth + 1);
        (self.state, self.kept) = (state, kept);
        self.marked.truncate(marked);
    }
}

/// Whether a marked part is a header or a footer.
fn is_pagination(operands: &Operands<'_, '_>, resources: &Resources<'_>) -> bool {
    if operands.name(1).is_none_or(|tag| tag.as_ref() != b"Artifact") {
        return false;
    }
    let named = |name| resources.properties.get::<Dict<'_>>(name);
    let kind = match operands.last(0) {
        Some(Object::Dict(properties)) => properties.get::<Name<'_>>("Type"),
        Some(Object::Name(name)) => named(name).and_then(|properties| properties.get::<Name<'_>>("Type")),
        _ => None,
    };
    kind.is_some_and(|kind| kind.as_ref() == b"Pagination")
}

/// What an operator works on. They are told from the last: what stands too many come first.
struct Operands<'o, 'c>(Vec<&'o Object<'c>>);

impl<'o, 'c> Operands<'o, 'c> {
    fn last(&self, from_end: usize) -> Option<&'o Object<'c>> {
        self.0.iter().rev().nth(from_end).copied()
    }

    fn name(&self, from_end: usize) -> Option<&'o Name<'c>> {
        match self.last(from_end) {
            Some(Object::Name(name)) => Some(name),
            _ => None,
        }
    }

    fn number(&self, from_end: usize) -> f64 {
        match self.last(from_end) {
            Some(Object::Number(number)) => number.as_f64(),
            _ => 0.0,
        }
    }

    fn matrix(&self) -> Matrix {
        std::array::from_fn(|at| self.number(5 - at))
    }
}

/// What a matrix does, and then another.
fn after([a, b, c, d, e, f]: Matrix, then: Matrix) -> Matrix {
    let [ta, tb, tc, td, te, tf] = then;
    [
        a * ta + b * tc,
        a * tb + b * td,
        c * ta + d * tc,
        c * tb + d * td,
        e * ta + f * tc + te,
        e * tb + f * td + tf,
    ]
}
