# Texts of the console, English. Every key stands in both files with the same arguments; a test sees to it.

### Common
app-name = Duban
app-line = Duban: supervise until done
skip-to-content = Skip to content
nav-label = Main
nav-overview = Overview
nav-inbox = Inbox
nav-findings = Findings
nav-listings = Listings
nav-incidents = Urgent matters
nav-notices = Notices
nav-league = League table
nav-launch = Launch
nav-audit = Audit
nav-users = Users
nav-integrations = Integrations
sign-out = Sign out
other-language = 中文
other-language-code = zh
date-full = {$weekday}, {$year}-{$month}-{$day} {$time}
date-day = {$weekday}, {$year}-{$month}-{$day}
weekday-mon = Monday
weekday-tue = Tuesday
weekday-wed = Wednesday
weekday-thu = Thursday
weekday-fri = Friday
weekday-sat = Saturday
weekday-sun = Sunday

### Faults
fault-home = Back to the overview
fault-status = The request was not taken ({$status})
fault-not-signed-in = Please sign in first
fault-forbidden = Not permitted
fault-forbidden-detail = Your role or bureau may not do this: {$action}.
fault-foreign-origin = The request did not come from a page of this console and was not taken
fault-not-found = Not found, or not within what you may see
fault-unfit = Something entered will not do; nothing was changed
fault-refused = Refused
fault-conflict = In conflict with how things stand
fault-too-large = Too large
fault-too-large-detail = At most {$n} MiB.
fault-too-many = Too many requests
fault-too-many-detail = Please try again in {$n} seconds.
fault-unavailable = Nothing behind answers at the moment; the ledger will show whether it was done
fault-internal = A fault of this program; it has been recorded

### Roles and acts
role-planner = planner
role-leader = leader
role-officer = officer
role-observer = observer
role-administrator = administrator
action-see = look at this
action-launch = launch a campaign
action-cancel = call a campaign off
action-submit = submit
action-review = review submissions
action-relieve = extend or waive
action-approve = approve
action-void = void documents
action-acknowledge = acknowledge documents
action-handle-finding = handle findings
action-inspect-finding = inspect findings
action-supervise = put under listed supervision
action-rectify = answer a listing
action-report-incident = report urgent matters
action-take-note = take note of urgent matters
action-report-figures = report figures
action-circulate = publish a league table
action-subscribe = subscribe to calendars
action-keep-users = keep users
action-integrate = keep integrations
action-audit = read the audit log

### Signing in, account, users, tokens, audit

### Overview

### Campaign
campaign-issued = Launched by {$issuer}
campaign-bureaus = Bureaus
campaign-done = Submitted
campaign-on-time = On time
campaign-overdue = Overdue
campaign-matrix = Matrix
campaign-live = updates by itself
campaign-legend = Legend
campaign-nobody = No bureau has recorded anything yet; this page will show it by itself.
campaign-bureau = Bureau
campaign-sum = Sum
campaign-columns = Obligations
campaign-number = No.
campaign-obligation = Obligation
campaign-due = Due
campaign-owed = Owed
campaign-row-changed = {$bureau} has changed: {$done} of {$total} submitted
sign-ontime = ✓
sign-late = L
sign-review = R
sign-open = ○
sign-overdue = !
sign-pending = ·
sign-waived = W
sign-missing = ✕
cell-ontime = done on time
cell-late = done late
cell-review = waits for review
cell-open = open
cell-overdue = overdue
cell-pending = not yet open
cell-waived = waived
cell-missing = missing at the close

### Bureau

### Inbox

### Findings

### Listings

### Incidents

### Notices and documents

### League tables

### Launch and Gantt
level-province = Province
level-prefecture = Prefecture
level-county = County
owed-by-executing = Bureaus without subordinates
owed-by-coordinating = Bureaus with subordinates
owed-by-all = All bureaus
day-working = Working day
day-weekend = Weekend
day-holiday = Holiday
day-make-up = Make-up working day
event-due = Due
event-opens = Opens
event-phase-start = Phase begins
event-phase-end = Phase ends
conduct-prompt = Everyone on time
conduct-silent = Nobody hands in or replies (shows the whole ladder)
conduct-script = As a script says
instrument-listing = Listed-supervision notice
instrument-interview = Interview notice
instrument-government-report = Report to the local government
instrument-rectification-notice = Rectification notice
instrument-reminder-letter = Reminder letter
instrument-circular = Circular
instrument-delisting = Delisting notice
instrument-hand-over = Hand-over of a case
instrument-withdrawal = Withdrawal
instrument-incident-report = Urgent report
instrument-incident-unanswered = Urgent report unanswered
instrument-approval-request = Request for approval
instrument-approval-reminder = Approval reminder
instrument-review-reminder = Review reminder
instrument-reply-reminder = Reply reminder
instrument-task-reminder = Task reminder
instrument-decision = Decision
instrument-returned = Returned
instrument-extended = Extended
instrument-waived = Waived
instrument-campaign-notice = Campaign notice
instrument-reminder = Reminder
gantt-title = Chart of phases and due dates
gantt-description = From {$from} to {$to}: {$phases} phases and the due dates of {$dues} obligations; the table below the chart lists the same.
gantt-month = {$month}/{$year}
gantt-off = off
gantt-worked = on
gantt-today = today
gantt-legend = Legend
gantt-phase = Phase
gantt-phases = Phases
gantt-due = Due date
gantt-dues = Due dates
gantt-due-off = Due on a day off
gantt-provisional = (provisional: holidays not announced)
gantt-cut = The time is too long: the chart shows its first 800 days; the table has every date.
gantt-facts = What the chart shows, as a table
gantt-from = From
gantt-to = To
gantt-obligation = Obligation
gantt-owed-by = Owed by
gantt-opens = Opens
gantt-kind = That day
launch-title = Launch a campaign
launch-text = Plan (YAML)
launch-text-hint = Type or paste it; it is checked whenever you pause. No plan at hand?
launch-example = Fill in the commented example
launch-file = Or upload a plan
launch-file-hint = Choose a file and press Check: its content replaces the text.
launch-conduct = Rehearsal: how bureaus behave
launch-script = Script of the rehearsal
launch-script-file = Upload a script
launch-script-text = Script
launch-check = Check and rehearse
launch-blank = Write or upload a plan: its problems, timetable and rehearsal appear here.
launch-line = Line {$n}
launch-more = {$n} more are not shown.
launch-more-bureaus = Only the most burdened bureaus are shown; {$n} more are not.
launch-problems = { $n ->
    [one] The plan has {$n} problem; mend it before launching
   *[other] The plan has {$n} problems; mend them before launching
}
launch-warnings = { $n ->
    [one] {$n} warning to consider before launching
   *[other] {$n} warnings to consider before launching
}
launch-sound = The plan is in order
launch-issuer = Issuer
launch-bureaus = Bureaus
launch-opens = Opens
launch-closes = Supervision ends
launch-passed = {$passed} of {$all} due dates have passed: what should have gone out by now goes out at once, dated today.
launch-nothing-passed = No due date has passed yet.
launch-foreign = The plan's issuer is {$issuer}; you can launch campaigns of your own bureau ({$own}) only.
launch-taken = {$id} was launched by {$who} at {$at} and is not launched again; give a new campaign another id.
launch-changed = The plan is not the one that was confirmed, or the box was not ticked; nothing was launched. Go back, check it, and confirm again.
launch-next = Next: confirm
launch-collisions = Collisions
launch-no-collision = Nothing falls on a day off, and nothing collides with other campaigns.
launch-holidays = Due dates, reminders and documents on days off
launch-what = What
launch-named = Named day
launch-outcome = Outcome
launch-due = Due date
launch-kept = Kept
launch-moved = Moved to {$day}
launch-before = Reminder {$span} before
launch-full-days = Days with too much due at once, or shared with other campaigns
launch-day = Day
launch-items = Items due
launch-own = This campaign
launch-others = Other campaigns
launch-whom = Bureau
launch-and-others = {$first} and others, {$count} in all
launch-rehearsal = Rehearsal
launch-script-bad = The script has problems; what follows takes everyone to be on time:
launch-script-refused = { $n ->
    [one] {$n} act of the script is refused; see whether it fits the plan.
   *[other] {$n} acts of the script are refused; see whether it fits the plan.
}
launch-on-time = On time
launch-late = Late
launch-waived = Waived
launch-missing = Missing at close
launch-most-mails = Most mails a bureau gets a day
launch-mean-mails = Mean on days with mail
launch-load = Notices each bureau receives a day
launch-load-hint = The number of notices received; the darker, the more. Grey days are days off.
launch-month = Month
launch-show = Show
launch-sum = Sum
launch-notices = { $n ->
    [one] Reminders and documents ({$n})
   *[other] Reminders and documents ({$n})
}
launch-to = To
launch-from = From
launch-all = All
launch-instrument = Kind
launch-subject = About
launch-copies = { $n ->
    [one] {$n} copy
   *[other] {$n} copies
}
launch-when = When
launch-event = What happens
launch-rung = Step {$n}: {$document}
launch-reminder = Reminder {$n}
launch-timetable = Timetable
launch-timetable-hint = What happens, one after the other, if nobody does anything.
launch-previous = Previous
launch-following = Next
launch-page = Page {$page} of {$pages}
launch-confirm-title = Confirm the launch
launch-confirm-reach = {$issuer} launches it; with the issuer it reaches {$count} bureaus:
launch-count = { $n ->
    [one] {$n} bureau
   *[other] {$n} bureaus
}
launch-id = Id
launch-obligations = Obligations
launch-confirm-consequence = The campaign notice goes to every bureau at once; reminders and documents follow by the timetable. A campaign can be called off; documents that went out cannot be taken back.
launch-confirm-check = I have checked the plan, the bureaus and the dates
launch-go = Launch
launch-back = Back to the plan

### Integrations and calendar
