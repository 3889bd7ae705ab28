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
league-title = League table
league-about = How complete and how punctual each bureau was in a period, and how many findings were closed in time. Every figure opens its facts.
league-no-campaign = There is no campaign you may see.
league-period = Period
league-level = Level
league-show = Show
league-whole = Whole campaign
league-level-province = Provinces
league-level-prefecture = Prefectures
league-level-county = Counties
league-download = Download (.xlsx)
league-circulate = Circulate the table
league-state-open = Open
league-state-closing = Closing
league-state-frozen = Final
league-frozen-line = As of {$time}. Nothing that happened later changes this table.
league-open-line = The period ends at {$closes} and figures may move; they are final on {$final}.
league-circulated = Circulated: {$number}
league-tabs = View
league-by-bureau = By bureau
league-by-obligation = By obligation
league-rank = Rank
league-code = Code
league-bureau = Bureau
league-owed = Owed
league-handed-in = Handed in
league-complete = Complete
league-in-time = In time
league-timely = Timely
league-findings-due = Findings due
league-findings-in-time = Closed in time
league-rectified = Findings closed in time
league-obligation = Obligation
league-due = Due
league-missing = Not handed in by
league-late = Late
league-nobody = None
league-nobody-here = No bureau of this level is within what you may see.
league-nothing-due = Nothing fell due in this period.
league-missing-title = Not handed in
league-rule = Ranks compare completeness, then timeliness, then findings closed in time; equal figures share a rank (1, 2, 2, 4). Whoever had nothing due has no rank. Ranks are those among all bureaus of the level. On time is judged once, by the instant of receipt; an extension granted in time counts in the period of its new due day; what was waived before the close is left out.
league-back = Back to the table
league-as-of = As of {$time}.
league-ranked = Rank {$rank}
league-unranked = Nothing fell due, so there is no rank.
league-obligations = Obligations
league-complete-because = Complete {$share}: {$owed} fell due, {$done} were there at the close.
league-timely-because = Timely {$share}: {$done} of them in time.
league-rectified-because = Findings closed in time {$share}: {$due} orders fell due; {$done} had their evidence in time and were closed by the end of the period.
league-received = Received
league-verdict = Verdict
league-first-due = first due {$time}
league-findings = Findings
league-finding = Finding
league-evidence = Evidence
league-closed = Closed
league-more-findings = {$n} more are in the findings' ledger.
league-verdict-in-time = ✓ In time
league-verdict-late = △ Late
league-verdict-filed = △ Under review
league-verdict-sent-back = ✗ Sent back
league-verdict-missing = ✗ Missing
league-finding-in-time = ✓ Closed in time
league-finding-late = △ Closed late
league-finding-filed = △ To be re-inspected
league-finding-sent-back = ✗ Failed re-inspection
league-finding-missing = ✗ No evidence
league-not-final = The figures of this period are not final; it can be circulated after {$time}.
league-circulate-hint = It takes a document number and goes to every bureau it ranks, with copies to those above them. Please check what it says.
league-preview = What it says
league-from = From
league-to = To
league-bureaus = {$n} bureaus
league-data-as-of = Figures as of
league-confirm = Circulate it? It takes a document number and cannot be undone, only voided.
league-circulate-now = Circulate
league-cancel = Cancel

### Launch and Gantt

### Integrations and calendar
