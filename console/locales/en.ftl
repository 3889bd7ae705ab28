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
overview-waiting = Waiting for me
overview-inbox = See everything that waits
overview-running = Campaigns in progress
overview-none = No campaign is in progress.
overview-over = Campaigns that are over
overview-done = Handed in
overview-on-time = On time
overview-overdue = Overdue
overview-findings = Open findings
overview-findings-overdue = {$n} overdue
overview-counts = {$bureaus} bureaus, {$done} of {$total} handed in
course-ahead = Not begun
course-before = Next: {$phase}
course-remainder = All phases over; the remainder is chased
course-over = Over
course-left-begin = Begins in {$days} days ({$working}), {$until}
course-left-phase = {$days} days left of this phase ({$working}), to {$until}
course-left-close = Closes in {$days} days ({$working}), {$until}
course-working = {$n} working days
course-working-provisional = provisionally {$n} working days
course-working-unknown = holidays not yet announced

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
bureau-next = Next
bureau-due = Due: {$due}
bureau-ahead = If it is missed, this follows:
bureau-docket = Docket
bureau-nothing = This bureau owes nothing in this campaign.
bureau-state = State
bureau-received = Received
bureau-files = Files
bureau-acts = Actions
bureau-round = round {$n}
bureau-needs = To come with:
need-file = a file
need-seal = the seal
bureau-sealed = It bears the bureau’s seal
bureau-burden = {$messages} messages received in this campaign ({$copies} of them copies), in {$mails} mails.
bureau-all-notices = All notices
bureau-found = Found
bureau-open = Open
bureau-overdue = Overdue
bureau-findings = Open the ledger of findings
bureau-history = History
ahead-reminder = reminder
ahead-due = due
ahead-document = {$document} goes out
ahead-approval = {$of} is asked to approve: {$document}
ahead-unfulfilled = recorded as not handed in
past-on-time = handed in on time
past-late = handed in late
past-accepted = accepted
past-returned = returned
past-extended = extended
past-waived = lifted
past-fell-due = fell due
past-unfulfilled = not handed in at the close
past-approved = approved
past-declined = declined
past-lapsed = nobody answered: not approved
past-voided = voided
past-withdrawn = document taken back
past-acknowledged = acknowledged
past-cancelled = called off
past-finished = docket closed
past-moved = now due {$due}: {$reason}

### Inbox
wait-owed = To hand in
wait-review = To review
wait-approval = To approve
wait-document = To acknowledge
wait-finding = Findings
wait-listing = Listings
wait-incident = Urgent
wait-of = {$what}: {$of}
wait-findings = {$task} ({$count})
wait-late = overdue
wait-days-late = {$n} days late
wait-today = due today
wait-days = {$n} days left
todo-triage = Triage
todo-rectify = Urge rectification
todo-reinspect = Re-inspect
todo-look-back = Look back
todo-receipt = Obtain the receipt of the hand-over
todo-publish = Publish the listing
todo-plan = File the rectification plan
todo-progress = Report progress
todo-verify = Verify on site
todo-publish-delisting = Publish the lifting
todo-tail = Report while findings are open
todo-term = The term ends
inbox-own-only = Only my own bureau’s turn
inbox-with-below = Also what I may decide for bureaus below
inbox-outcomes = Outcomes
inbox-done = Done
inbox-refused = Refused
inbox-empty = Nothing waits.
inbox-approvals = Approvals
inbox-reviews = Reviews
inbox-others = Other matters
inbox-open = Open
inbox-several = Decide all that are chosen
inbox-all = Choose all
inbox-several-hint = Each is decided by itself; one that is refused stops none of the others.
inbox-choose = choose 1 to {$n}
inbox-not-for-this = this cannot be done to it
do-approve = Approve
do-decline = Decline
do-accept = Accept
do-return = Return
do-extend = Extend
do-waive = Lift
do-submit = Hand in
do-acknowledge = Acknowledge
do-void = Void
do-void-sure = This cannot be undone; the number is kept. Void it?
do-reason = Reason
do-new-due = New due day
column-kind = Kind
column-what = Matter
column-bureau = Bureau
column-campaign = Campaign
column-by = Due
review-on-time = Received {$at}, on time (due {$due})
review-late = Received {$at}, late (due {$due})
review-round = Round {$n}
review-lapse = To be reviewed by {$at}; after that the reviewer is reminded, never the debtor.
approval-overdue = Due {$due}; overdue {$days} working days when it was proposed
approval-due = Due {$due}
approval-matter = {$subject}: {$problem}
approval-reason = Reason: {$reason}
approval-earlier = {$n} documents were sent about it before
approval-asked = Asked of {$of} on {$at}
approval-then-reminded = If nobody answers by {$at}, a reminder follows.
approval-then-up = If nobody answers by {$at}, {$to} is asked.
approval-then-lapses = If nobody answers by {$at}, it is not approved and nothing is issued.

### Findings

### Listings

### Incidents

### Notices and documents
any = Any
search = Search
clear = Clear
earlier = Earlier
notices-text = Title, number or addressee
notices-text-hint = such as 〔2024〕12
notices-recipient = Received by
notices-documents = All official documents
notices-from = From
notices-to = To
notices-mail = Mail
notices-acknowledged = Receipt
notices-none = No notice fits.
notices-at = Date
notices-number = Number
notices-addressee = Addressee
notices-sender = Sender
notices-stands = Standing
notices-void-reason = Why it was voided
notices-reply = Reply
notices-download = Download (.docx)
notices-reply-optional = Reply (optional)
notices-words = Text
notices-deliveries = How it went out
notices-time = Time
notices-attempts = Attempts
notices-error = Last error
notices-copy = copy
mail-waiting = Waiting
mail-sent = Sent
mail-failed = Failed, will be retried
mail-unknown = Unknown (before rebuilding)
stands-voided = void
stands-withdrawn = taken back
stands-acknowledged = acknowledged
stands-unacknowledged = not acknowledged

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
