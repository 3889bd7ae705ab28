//! `duban directive`: what the notice that orders a campaign asks for, and a first plan from it.

use crate::{
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::{Context, Result};
use duban_config::{
    load_directive,
    plan::{PlanDraft, authored::AuthoredPlan, draft_plan, write_plan},
};
use duban_domain::{
    BureauCode,
    directive::{self, DirectiveFacts, Quoted},
};
use duban_service::today;
use std::{io::Write, path::Path};
use tempfile::NamedTempFile;

/// As much of a sentence is shown.
const SHOWN: usize = 60;

/// Prints what a notice says; with a file and an issuer, writes the draft of a plan.
///
/// # Errors
/// The notice cannot be read; there is no such bureau; a file stands where the plan would go.
pub fn directive(app: &App, notice: &Path, wanted: Option<(&Path, &str)>) -> Result<()> {
    let facts = directive::read(&load_directive(notice)?.text);
    if let Some((file, issuer)) = wanted {
        let (directory, code) = (app.directory()?, BureauCode::from(issuer));
        let bureau = directory.get(&code);
        let bureau =
            bureau.ok_or_else(|| RefusedCommand(format!("the bureau list has no bureau {issuer}")))?;
        write(file, &draft_plan(&facts, (&code, &bureau.name), today()))?;
    }
    if app.is_json() {
        return output::json(&facts);
    }
    output::line(format!("{}\n", table(&facts)))
}

fn write(file: &Path, draft: &PlanDraft) -> Result<()> {
    write_new(file, &draft.plan)?;
    for note in &draft.notes {
        output::note(format_args!("{}", note.english));
    }
    output::note(format_args!("drafted {}; look at it, then `duban check` it", file.display()));
    Ok(())
}

/// Writes a plan: the whole file or none, and never in the place of another.
///
/// # Errors
/// A file stands there already, or the folder takes none.
pub fn write_new(file: &Path, plan: &AuthoredPlan) -> Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let writing = || format!("writing {}; a file that stands there is not replaced", file.display());
    let mut kept = NamedTempFile::new_in(folder).with_context(writing)?;
    kept.write_all(write_plan(plan)?.as_bytes())?;
    kept.as_file().sync_all()?;
    kept.persist_noclobber(file).with_context(writing)?;
    Ok(())
}

fn table(facts: &DirectiveFacts) -> comfy_table::Table {
    let mut table = output::table(["What", "Says", "Line", "Sentence"]);
    let mut row = |what: &str, says: String, line: usize, sentence: &str| {
        let shown: String = sentence.chars().take(SHOWN).collect();
        let cut = if sentence.chars().count() > SHOWN { "…" } else { "" };
        table.add_row([what.to_owned(), says, line.to_string(), format!("{shown}{cut}")]);
    };
    let named = [
        ("title", &facts.title),
        ("campaign", &facts.campaign),
        ("number", &facts.number),
        ("issuer", &facts.issuer),
    ];
    for (what, quoted) in named.into_iter().filter_map(|(what, fact)| Some((what, fact.as_ref()?))) {
        row(what, quoted.fact.clone(), quoted.line, &quoted.sentence);
    }
    if let Some(Quoted { fact, line, sentence }) = &facts.issued {
        row("issued", fact.to_string(), *line, sentence);
    }
    for Quoted { fact, line, sentence } in &facts.addressees {
        row("addressee", fact.clone(), *line, sentence);
    }
    for Quoted { fact, line, sentence } in &facts.phases {
        let from = fact.from.map_or_else(|| "issued".to_owned(), |from| from.to_string());
        row("phase", format!("{} {from} – {}", fact.title, fact.to), *line, sentence);
    }
    for Quoted { fact, line, sentence } in &facts.owed {
        let seal = if fact.sealed { " (seal)" } else { "" };
        row("owed", format!("{}: {}{seal}", fact.due, fact.what), *line, sentence);
    }
    for Quoted { fact, line, sentence } in &facts.measures {
        row("measure", format!("{}: {}", fact.title, fact.lead.join("、")), *line, sentence);
    }
    if let Some(Quoted { fact, line, sentence }) = &facts.products {
        let stated = fact.stated.map(|stated| format!(" of {stated}")).unwrap_or_default();
        row("products", format!("{}{stated} groups", fact.groups.len()), *line, sentence);
    }
    for Quoted { line, sentence, .. } in &facts.set_aside {
        row("set aside", String::new(), *line, sentence);
    }
    table
}
