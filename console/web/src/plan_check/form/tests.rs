//! A plan goes through the form and comes out as it was.

use super::*;
use duban_config::samples;

fn plan(text: &str) -> AuthoredPlan {
    duban_config::plan::authored_plan(text).unwrap()
}

/// The fields as a browser sends the form.
fn sent(form: &PlanForm) -> Fields {
    let mut fields = Fields::new();
    let mut set = |name: String, value: &str| drop(fields.insert(name, value.to_owned()));
    for (name, value) in [
        ("id", &form.id),
        ("title", &form.title),
        ("issued", &form.issued),
        ("closes", &form.closes),
        ("rest", &form.rest),
    ] {
        set(name.to_owned(), value);
    }
    for (index, row) in form.phases.iter().enumerate() {
        for (name, value) in [("id", &row.id), ("title", &row.title), ("from", &row.from), ("to", &row.to)] {
            set(format!("phases.{index}.{name}"), value);
        }
        if row.taken {
            set(format!("phases.{index}.taken"), "on");
        }
    }
    for (index, row) in form.obligations.iter().enumerate() {
        for (name, value) in
            [("id", &row.id), ("title", &row.title), ("due", &row.due), ("owed-by", &row.owed_by)]
        {
            set(format!("obligations.{index}.{name}"), value);
        }
        for (name, on) in [
            ("taken", row.taken),
            ("attachment", row.attachment),
            ("sealed", row.sealed),
            ("reviewed", row.reviewed),
        ] {
            if on {
                set(format!("obligations.{index}.{name}"), "on");
            }
        }
    }
    for (index, row) in form.obligations.iter().enumerate() {
        set(format!("obligations.{index}.ladder"), &row.ladder);
        set(format!("obligations.{index}.reminders"), &row.reminders);
    }
    for (index, row) in form.basis.iter().enumerate() {
        let (file, sha256) = &row.file;
        for (name, value) in [
            ("title", &row.title),
            ("number", &row.number),
            ("from", &row.from),
            ("issued", &row.issued),
            ("file", file),
            ("sha256", sha256),
        ] {
            set(format!("basis.{index}.{name}"), value);
        }
        set(format!("basis.{index}.taken"), "on");
    }
    for (index, row) in form.reminders.iter().enumerate() {
        set(format!("reminders.{index}.name"), &row.name);
        set(format!("reminders.{index}.before"), &row.before);
        set(format!("reminders.{index}.taken"), "on");
    }
    for (index, rows) in form.ladders.iter().enumerate() {
        set(format!("ladders.{index}.name"), &rows.name);
        set(format!("ladders.{index}.taken"), "on");
        for (number, rung) in rows.rungs.iter().enumerate() {
            let place = format!("ladders.{index}.rungs.{number}");
            for (name, value) in [
                ("after", &rung.after),
                ("instrument", &rung.instrument),
                ("from", &rung.from),
                ("approval", &rung.approval),
                ("within", &rung.within),
                ("reply", &rung.reply),
            ] {
                set(format!("{place}.{name}"), value);
            }
            if rung.taken {
                set(format!("{place}.taken"), "on");
            }
            for word in &rung.copies {
                set(format!("{place}.copy-{word}"), "on");
            }
        }
    }
    if form.findings {
        set("findings".to_owned(), "on");
    }
    if let Some(row) = &form.tail {
        for (name, value) in [("title", &row.title), ("from", &row.from), ("every", &row.every)] {
            set(format!("tail.{name}"), value);
        }
        set("tail.taken".to_owned(), "on");
    }
    for (index, row) in form.measures.iter().enumerate() {
        set(format!("measures.{index}.title"), &row.title);
        set(format!("measures.{index}.lead"), &row.lead);
        set(format!("measures.{index}.taken"), "on");
    }
    for (index, row) in form.products.iter().enumerate() {
        set(format!("products.{index}.group"), &row.group);
        set(format!("products.{index}.items"), &row.items);
        set(format!("products.{index}.taken"), "on");
    }
    fields
}

#[test]
fn a_plan_goes_through_the_form_unchanged() {
    for text in [samples::QIANNAN_PLAN, samples::EXAMPLE_PLAN] {
        let plan = plan(text);
        let form = PlanForm::sent(&sent(&PlanForm::of(&plan)));
        let written = form.write(&plan.issuer);
        let again = super::tests::plan(&written);
        assert_eq!(
            serde_json::to_value(&again).unwrap(),
            serde_json::to_value(&plan).unwrap(),
            "{}",
            written
        );
    }
}

#[test]
fn a_row_that_is_not_ticked_stays_out_of_the_plan_and_in_the_form() {
    let mut form = PlanForm::of(&plan(samples::QIANNAN_PLAN));
    form.obligations[2].taken = false;
    let form = PlanForm::sent(&sent(&form));
    assert_eq!(form.obligations.len(), 8);
    let written = form.write("522700");
    assert_eq!(plan(&written).obligations.len(), 7);
    assert!(!written.contains("interim-list"));
}

#[test]
fn a_new_row_takes_dates_as_people_write_them() {
    let mut form = PlanForm::of(&plan(samples::QIANNAN_PLAN));
    form.change("add-obligation");
    let row = form.obligations.last_mut().unwrap();
    (row.title, row.due) = ("回头看报告".to_owned(), "１１月底前".to_owned());
    let plan = plan(&form.write("522700"));
    let added = plan.obligations.last().unwrap();
    assert_eq!(
        (added.title.as_str(), added.due.as_str(), added.id.as_str()),
        ("回头看报告", "2024-11-月底", "item-9-new")
    );
}

#[test]
fn a_new_row_that_is_blank_is_no_row() {
    let mut form = PlanForm::of(&plan(samples::QIANNAN_PLAN));
    let before = form.write("522700");
    form.change("add-phase");
    form.change("add-obligation");
    form.change("add-product");
    assert_eq!(PlanForm::sent(&sent(&form)).write("522700"), before);
}

#[test]
fn without_findings_there_is_no_tail() {
    let mut form = PlanForm::of(&plan(samples::QIANNAN_PLAN));
    assert!(form.findings && form.tail.is_some());
    form.findings = false;
    form.tail.as_mut().unwrap().taken = false;
    let plan = plan(&form.write("522700"));
    assert!(plan.findings.is_none() && plan.tail.is_none());
}

#[test]
fn a_ladder_is_begun_from_a_preset_and_changed_rung_by_rung() {
    let mut form = PlanForm::of(&plan(samples::QIANNAN_PLAN));
    form.change("add-ladder-gentle");
    form.change("add-rung-1");
    let ladder = form.ladders.last_mut().unwrap();
    ladder.rungs[0].taken = false;
    let rung = ladder.rungs.last_mut().unwrap();
    (rung.after, rung.instrument, rung.approval) =
        ("十个工作日".to_owned(), "listing".to_owned(), "issuer".to_owned());
    form.obligations[1].ladder = "ladder-2".to_owned();
    let plan = plan(&PlanForm::sent(&sent(&form)).write("522700"));
    let rungs: Vec<_> = plan.ladders["ladder-2"].0.iter().map(|rung| rung.after.as_str()).collect();
    assert_eq!(rungs.last(), Some(&"10wd"));
    assert_eq!(rungs.len(), (LADDER_PRESETS[1].ladder)().0.len());
    assert_eq!(plan.obligations[1].ladder.as_deref(), Some("ladder-2"));
    assert_eq!(plan.ladders["default"].0.len(), 5, "the usual one is as it was");
}

#[test]
fn an_obligation_is_due_before_another_that_is_called_by_its_title() {
    let mut form = PlanForm::of(&plan(samples::QIANNAN_PLAN));
    form.obligations[7].due = "工作总结前3个工作日".to_owned();
    let plan = plan(&PlanForm::sent(&sent(&form)).write("522700"));
    assert_eq!(plan.obligations[7].due, "final-report - 3wd");
    assert_eq!(PlanForm::of(&plan).obligations[7].due, "工作总结前3个工作日");
}

#[test]
fn a_form_that_somebody_made_up_is_no_plan_and_no_panic() {
    let fields =
        Fields::from([("obligations.0.due".to_owned(), "x".to_owned()), ("rest".to_owned(), "]".to_owned())]);
    assert_eq!(PlanForm::sent(&fields).write("522700"), "");
}
