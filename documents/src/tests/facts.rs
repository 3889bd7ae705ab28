//! Documents with the facts of a real campaign.

use crate::{Earlier, Source, Void};
use duban_domain::{
    Attachment, BureauCode, Instrument, Letterhead, Notice, PlanTime, Span,
    finding::{Authority, Grade, ProblemKind},
    matter::{MatterFacts, MatterKind},
    notice::{Facts, NextStep},
    plan::Requirement,
    record::DocumentNumber,
};

/// What a document can be about.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum About {
    Obligation,
    Finding,
    BureauFinding,
    Listing,
}

impl About {
    pub(super) const ALL: [About; 4] =
        [About::Obligation, About::Finding, About::BureauFinding, About::Listing];
}

pub(super) fn documents() -> impl Iterator<Item = Instrument> {
    Instrument::ALL.iter().copied().filter(|instrument| instrument.is_document())
}

pub(super) fn at(text: &str) -> PlanTime {
    let text = format!("{}:00+08:00", text.replace(' ', "T"));
    PlanTime::new(chrono::DateTime::parse_from_rfc3339(&text).unwrap().to_utc())
}

fn names() -> Vec<(BureauCode, String)> {
    let names = [
        ("522700", "黔南布依族苗族自治州市场监督管理局"),
        ("522701", "都匀市市场监督管理局"),
        ("522702", "福泉市市场监督管理局"),
        ("522732", "三都水族自治县市场监督管理局"),
    ];
    names.map(|(code, name)| (code.into(), name.to_owned())).into()
}

/// A document from the prefecture to 三都, or about an enterprise there.
pub(super) fn source(instrument: Instrument, about: About) -> Source {
    let (ordinal, dated) = match instrument {
        Instrument::ReminderLetter => (12, "2024-08-21 09:00"),
        Instrument::RectificationNotice => (13, "2024-08-22 09:00"),
        Instrument::Circular => (14, "2024-08-23 09:00"),
        Instrument::Interview => (18, "2024-08-28 10:15"),
        Instrument::Listing => (20, "2024-09-04 16:40"),
        Instrument::GovernmentReport => (23, "2024-09-19 11:05"),
        Instrument::Delisting => (31, "2024-10-15 09:30"),
        Instrument::HandOver => (33, "2024-10-16 15:00"),
        _ => (36, "2024-10-18 11:00"),
    };
    let obligation = about == About::Obligation;
    let order = instrument == Instrument::RectificationNotice && !obligation;
    let notice = Notice {
        ordinal: 5,
        instrument,
        obligation: obligation.then(|| "interim-report".into()),
        title: if obligation { "阶段性工作总结" } else { "电线电缆未经检验出厂" }.to_owned(),
        from: "522700".into(),
        to: "522732".into(),
        copies: copies(instrument),
        at: at(dated),
        send_from: at(dated),
        step: 1,
        facts: facts(instrument, about),
    };
    Source {
        notice,
        number: Some(DocumentNumber { year: 2024, ordinal }),
        letterhead: Letterhead {
            prefix: "黔南市监".to_owned(),
            names: names().into_iter().collect(),
            campaign: "2024年重点工业产品质量安全隐患排查治理行动".to_owned(),
            signer: Some("陈建国".to_owned()),
        },
        about: "522732".into(),
        zone: chrono_tz::Asia::Shanghai,
        earlier: if order { Vec::new() } else { earlier(instrument) },
        named: Vec::new(),
        void: None,
    }
}

fn copies(instrument: Instrument) -> Vec<BureauCode> {
    match instrument {
        Instrument::Circular | Instrument::Listing | Instrument::Delisting => {
            vec!["522701".into(), "522702".into()]
        }
        _ => Vec::new(),
    }
}

fn earlier(instrument: Instrument) -> Vec<Earlier> {
    let all = [
        (Instrument::ReminderLetter, 12, "2024-08-21 09:00"),
        (Instrument::Circular, 14, "2024-08-23 09:00"),
        (Instrument::Interview, 18, "2024-08-28 10:15"),
        (Instrument::Listing, 20, "2024-09-04 16:40"),
    ];
    let wanted: &[usize] = match instrument {
        Instrument::ReminderLetter => &[],
        Instrument::RectificationNotice | Instrument::Circular | Instrument::Withdrawal => &[0],
        Instrument::Interview => &[0, 1],
        Instrument::Listing => &[0, 1, 2],
        Instrument::Delisting => &[3],
        _ => &[0, 1, 2, 3],
    };
    let document = |(instrument, ordinal, dated): (Instrument, u32, &str)| Earlier {
        number: DocumentNumber { year: 2024, ordinal }.with_prefix("黔南市监"),
        instrument,
        at: at(dated),
        shared: false,
    };
    wanted.iter().map(|index| document(all[*index])).collect()
}

fn facts(instrument: Instrument, about: About) -> Facts {
    let next = |instrument, when, approval| Some(NextStep { instrument, at: at(when), approval });
    let rung = |overdue, after, next| Facts {
        due: Some(at("2024-08-20 17:30")),
        overdue: Some(overdue),
        after: Some(Span::WorkingDays(after)),
        requires: vec![Requirement::Attachment],
        next,
        ..Facts::default()
    };
    let reply = |when: &str, facts: Facts| Facts { reply_by: Some(at(when)), ..facts };
    let facts = match instrument {
        Instrument::ReminderLetter => {
            reply("2024-08-23 17:30", rung(1, 1, next(Instrument::Circular, "2024-08-23 09:00", false)))
        }
        // An order comes before anything is overdue.
        Instrument::RectificationNotice if about != About::Obligation => {
            Facts { due: Some(at("2024-09-05 17:30")), ..Facts::default() }
        }
        Instrument::RectificationNotice => {
            reply("2024-08-26 17:30", rung(2, 2, next(Instrument::Interview, "2024-08-27 09:00", true)))
        }
        Instrument::Circular => rung(3, 3, next(Instrument::Interview, "2024-08-27 09:00", true)),
        Instrument::Interview => {
            reply("2024-08-30 17:30", rung(6, 5, next(Instrument::Listing, "2024-09-03 09:00", true)))
        }
        Instrument::Listing => reply(
            "2024-09-10 17:30",
            rung(11, 10, next(Instrument::GovernmentReport, "2024-09-18 09:00", true)),
        ),
        Instrument::GovernmentReport => rung(21, 20, None),
        Instrument::Delisting => {
            Facts { reason: Some("整改措施均已落实。".to_owned()), ..Facts::default() }
        }
        Instrument::HandOver => reply("2024-10-30 17:30", Facts::default()),
        _ => Facts {
            reason: Some("该事项在发文前已收到报送材料".to_owned()), ..Facts::default()
        },
    };
    Facts { matter: matter(instrument, about).map(Box::new), ..facts }
}

fn matter(instrument: Instrument, about: About) -> Option<MatterFacts> {
    let kind = match about {
        About::Obligation => return None,
        About::Finding | About::BureauFinding => MatterKind::Finding,
        About::Listing => MatterKind::Listing,
    };
    let bureau = about != About::Finding;
    let file = |name: &str| Attachment {
        name: name.to_owned(),
        size: 1,
        media_type: "application/pdf".to_owned(),
        sha256: "0".repeat(64),
    };
    let case = instrument == Instrument::HandOver;
    Some(MatterFacts {
        kind,
        id: "522732-0001".to_owned(),
        subject: if bureau { "522732" } else { "三都某某电缆有限公司" }.to_owned(),
        credit_code: (!bureau).then(|| "91350100M000100Y43".to_owned()),
        subject_is_bureau: bureau,
        product: (about != About::Listing).then(|| "电线电缆".to_owned()),
        domain: (!bureau).then_some(ProblemKind::Production),
        grade: (about == About::Finding).then_some(Grade::Serious),
        problem: match about {
            About::Listing => "风险隐患比较集中，问题整改推进缓慢。",
            _ => "产品未经检验出厂，出厂检验记录不全。",
        }
        .to_owned(),
        since: Some(at("2024-07-10 10:00")),
        authority: case.then_some(Authority::Police),
        unanswered: Vec::new(),
        minutes: None,
        attachments: if case {
            vec![file("现场检查笔录.pdf"), file("检验报告.pdf")]
        } else {
            Vec::new()
        },
    })
}

pub(super) fn voided(source: Source) -> Source {
    let void = Void { at: at("2024-09-06 15:00"), reason: "主送单位有误，另行发文。".to_owned() };
    Source { void: Some(void), ..source }
}
