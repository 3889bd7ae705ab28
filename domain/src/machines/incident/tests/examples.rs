//! Whole stories, minute by minute.

use super::*;

#[test]
fn every_level_is_told_at_once_and_acknowledges() {
    let mut incident = Incident::new(opening());
    let told = run(&mut incident, at("2024-10-03 22:10"));
    assert_eq!(happened(&told), ["reported 10-03 22:10"]);
    assert_eq!(issued(&told), ["incident-report 21>25 10-03 22:10", "incident-report 21>20 10-03 22:10"]);
    for notice in notices(&told) {
        assert_eq!(notice.send_from, at("2024-10-03 22:10"), "on a holiday, at night");
        assert_eq!(notice.facts.reply_by, Some(at("2024-10-03 22:40")));
        assert_eq!((notice.title.as_str(), notice.step), ("某商场充电器起火", 0));
        let facts = notice.facts.matter.unwrap();
        assert_eq!((facts.minutes, facts.since), (Some(30), Some(at("2024-10-03 22:10"))));
    }
    let instruction = Some("立即封存同批次产品。".to_owned());
    let command = IncidentCommand::Acknowledge { instruction: instruction.clone() };
    let told = give(&mut incident, "25", command, "2024-10-03 22:38");
    assert_eq!(
        told[0].event,
        IncidentEvent::LevelAcknowledged {
            level: "25".into(),
            on_time: true,
            instruction: instruction.clone()
        }
    );
    assert_eq!(issued(&told), ["incident-report 25>21 10-03 22:38"], "the reporter learns what to do");
    assert_eq!(notices(&told)[0].facts.reason, instruction);
    assert_eq!(incident.view().standing, IncidentStatus::Open);
    assert_eq!(incident.next_wake(), Some(at("2024-10-03 22:40")), "the other level's minutes go on");

    let mut in_time = incident.clone();
    let told = in_time.execute(&by("20", acknowledge()), at("2024-10-03 22:39"), at("2024-10-03 22:39"));
    assert_eq!(happened(&told.unwrap()), ["level-acknowledged 10-03 22:39", "finished 10-03 22:39"]);
    let view = in_time.view();
    assert_eq!(view.standing, IncidentStatus::Acknowledged);
    assert_eq!(view.levels[0], ("25".into(), Some(at("2024-10-03 22:38"))));
    assert_eq!(view.levels[1], ("20".into(), Some(at("2024-10-03 22:39"))));
    assert_eq!(in_time.next_wake(), None);
}

#[test]
fn a_level_that_is_silent_is_made_known_to_the_next() {
    let mut incident = Incident::new(opening());
    give(&mut incident, "20", acknowledge(), "2024-10-03 22:12");
    let told = run(&mut incident, at("2024-10-03 22:45"));
    let lapsed = IncidentEvent::LevelLapsed { level: "25".into(), told: "20".into() };
    assert_eq!(told[0].event, lapsed);
    assert_eq!(
        issued(&told),
        ["incident-unanswered 21>20 10-03 22:40", "incident-unanswered 21>25 10-03 22:40"]
    );
    for notice in notices(&told) {
        assert_eq!(notice.facts.matter.unwrap().unanswered, ["25".into()]);
        assert_eq!((notice.send_from, notice.step), (at("2024-10-03 22:40"), 1));
        assert_eq!(notice.facts.reply_by, Some(at("2024-10-03 23:10")));
    }
    let told = give(&mut incident, "25", acknowledge(), "2024-10-03 22:50");
    assert!(matches!(told[0].event, IncidentEvent::LevelAcknowledged { on_time: false, .. }));
    assert_eq!(happened(&told)[1], "finished 10-03 22:50");

    // Received within the minutes, processed after them.
    let mut incident = Incident::new(opening());
    run(&mut incident, at("2024-10-03 22:45"));
    let (received, now) = (at("2024-10-03 22:38"), at("2024-10-03 22:46"));
    let told = incident.execute(&by("25", acknowledge()), received, now).unwrap();
    assert!(matches!(told[0].event, IncidentEvent::LevelAcknowledged { on_time: true, .. }));
}

#[test]
fn above_the_issuer_the_next_superior_is_told_and_without_one_only_the_issuer() {
    let mut incident = Incident::new(opening());
    give(&mut incident, "25", acknowledge(), "2024-10-03 22:12");
    let told = run(&mut incident, at("2024-10-03 22:45"));
    assert_eq!(told[0].event, IncidentEvent::LevelLapsed { level: "20".into(), told: "10".into() });
    assert_eq!(
        issued(&told),
        ["incident-unanswered 21>10 10-03 22:40", "incident-unanswered 21>20 10-03 22:40"]
    );

    let party = Party { superiors: vec!["25".into(), "20".into()], ..county() };
    let mut incident = Incident::new(IncidentOpening { party, ..opening() });
    give(&mut incident, "25", acknowledge(), "2024-10-03 22:12");
    let told = run(&mut incident, at("2024-10-03 22:45"));
    assert_eq!(told[0].event, IncidentEvent::LevelLapsed { level: "20".into(), told: "20".into() });
    assert_eq!(issued(&told), ["incident-unanswered 21>20 10-03 22:40"]);
}

#[test]
fn what_nobody_acknowledges_is_recorded_after_the_last_reminder() {
    let rules = IncidentRules { acknowledge_minutes: 30, reminders: 2 };
    let mut incident = Incident::new(IncidentOpening { rules, ..opening() });
    let told = run(&mut incident, at("2024-10-08 00:00"));
    assert_eq!(
        happened(&told),
        [
            "reported 10-03 22:10",
            "level-lapsed 10-03 22:40",
            "level-lapsed 10-03 22:40",
            "level-lapsed 10-03 23:10",
            "level-lapsed 10-03 23:10",
            "unanswered 10-03 23:40",
            "finished 10-03 23:40",
        ]
    );
    let levels = vec!["25".into(), "20".into()];
    assert!(told.iter().any(|effect| effect.event == IncidentEvent::Unanswered { levels: levels.clone() }));
    assert_eq!(incident.view().standing, IncidentStatus::Unanswered);

    // The top level has acknowledged: the lower one is reminded as often, and then left.
    let mut incident = Incident::new(IncidentOpening { rules, ..opening() });
    give(&mut incident, "20", acknowledge(), "2024-10-03 22:12");
    let told = run(&mut incident, at("2024-10-08 00:00"));
    let levels = vec!["25".into()];
    assert!(told.iter().any(|effect| effect.event == IncidentEvent::Unanswered { levels: levels.clone() }));
    assert_eq!(incident.finished(), Some(at("2024-10-03 23:40")));
}

#[test]
fn a_later_report_goes_to_every_level_and_leaves_the_minutes_alone() {
    let mut incident = Incident::new(opening());
    give(&mut incident, "25", acknowledge(), "2024-10-03 22:12");
    let told = give(&mut incident, "21", update(), "2024-10-03 22:20");
    assert_eq!(happened(&told), ["updated 10-03 22:20"]);
    assert_eq!(issued(&told), ["incident-report 21>25 10-03 22:20", "incident-report 21>20 10-03 22:20"]);
    let [first, second] = &notices(&told)[..] else { panic!("{told:?}") };
    assert_eq!((first.step, first.facts.reason.as_deref()), (1, Some("明火已扑灭。")));
    assert_eq!(first.facts.reply_by, None, "it has acknowledged");
    assert_eq!(second.facts.reply_by, Some(at("2024-10-03 22:40")));
    let told = give(&mut incident, "21", update(), "2024-10-03 22:30");
    assert_eq!(notices(&told)[0].step, 2);
    assert_eq!(incident.next_wake(), Some(at("2024-10-03 22:40")));
}

#[test]
fn the_levels_follow_from_the_issuers_place() {
    let levels = |party: Party| {
        let view = Incident::new(IncidentOpening { party, ..opening() }).view();
        view.levels.into_iter().map(|(level, _)| level.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(levels(county()), ["25", "20"]);
    let issuer = Party { bureau: "20".into(), superiors: vec!["10".into()], ..county() };
    assert_eq!(levels(issuer), ["10"], "the issuer reports to all above it");
    let foreign = Party { superiors: vec!["30".into(), "40".into()], ..county() };
    assert_eq!(levels(foreign), ["30", "40"]);

    let alone = Party { superiors: Vec::new(), ..county() };
    let mut incident = Incident::new(IncidentOpening { party: alone, ..opening() });
    let told = run(&mut incident, at("2024-10-04 00:00"));
    assert_eq!(happened(&told), ["reported 10-03 22:10", "finished 10-03 22:10"]);
    assert_eq!(incident.view().standing, IncidentStatus::Acknowledged, "nobody is there to be waited for");
}

#[test]
fn after_an_outage_the_minutes_begin_when_the_levels_are_told() {
    let mut incident = Incident::new(opening());
    let told = incident.advance_to(at("2024-10-04 08:00"));
    assert_eq!(happened(&told), ["outage 10-04 08:00", "reported 10-03 22:10"]);
    assert_eq!(issued(&told), ["incident-report 21>25 10-04 08:00", "incident-report 21>20 10-04 08:00"]);
    let told = give(&mut incident, "25", acknowledge(), "2024-10-04 08:30");
    assert!(matches!(told[0].event, IncidentEvent::LevelAcknowledged { on_time: true, .. }));

    let mut incident = Incident::new(opening());
    run(&mut incident, at("2024-10-03 22:10"));
    let told = incident.advance_to(at("2024-10-04 08:00"));
    assert_eq!(
        happened(&told),
        ["outage 10-04 08:00", "level-lapsed 10-04 08:00", "level-lapsed 10-04 08:00"],
        "a night's lapses count once"
    );
}

#[test]
fn an_incident_called_off_is_silent() {
    let mut incident = Incident::new(opening());
    run(&mut incident, at("2024-10-03 22:10"));
    assert_eq!(happened(&incident.cancel(at("2024-10-03 22:15"))), ["cancelled 10-03 22:15"]);
    assert_eq!((incident.next_wake(), incident.view().standing), (None, IncidentStatus::Cancelled));
    assert!(incident.cancel(at("2024-10-03 22:16")).is_empty());
}
