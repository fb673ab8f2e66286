//! How each kind of notification goes out, in one table. Pure.

use alongside_protocol::NotificationKind;
use alongside_protocol::http::Channel;

/// How one kind goes out where its reader chose nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// Its name in the texts of mails.
    pub name: &'static str,
    /// In the list and by mail in any case: a room or a role would be lost by missing it (policy 1.4, 2.3).
    pub always: bool,
    pub mail: bool,
    pub push: bool,
    /// Quiet hours do not hold it back: while one sleeps, its deadline runs.
    pub urgent: bool,
}

const fn manner(name: &'static str, mail: bool, push: bool) -> Manner {
    Manner { name, always: false, mail, push, urgent: false }
}

impl Manner {
    const fn always(self) -> Self {
        Self { always: true, ..self }
    }
    const fn urgent(self) -> Self {
        Self { urgent: true, ..self }
    }

    /// Whether a channel is on before anybody chose.
    pub const fn starts(self, channel: Channel) -> bool {
        match channel {
            Channel::InApp => true,
            Channel::Mail => self.mail,
            Channel::Push => self.push,
        }
    }

    /// Whether nobody can turn it off.
    pub const fn is_fixed(self, channel: Channel) -> bool {
        self.always && !matches!(channel, Channel::Push)
    }
}

/// The table. `(name, mail, push)`, and why it is as it is.
pub const fn of(kind: NotificationKind) -> Manner {
    use NotificationKind::*;
    match kind {
        // A day is left: it can wait for the morning, and needs no mail.
        DutyReminder => manner("duty-reminder", false, true),
        // The formal warning starts the time to act. Nobody must have less of it than the policy gives.
        DutyWarning => manner("duty-warning", true, true).always().urgent(),
        // Staff find these rooms at the top of their board.
        DutyOverdue => manner("duty-overdue", false, false),
        // Days are left.
        DutyFirstNotice => manner("duty-notice", true, true).always(),
        // The last words before a closure.
        DutyLastNotice => manner("duty-notice", true, true).always().urgent(),
        // It has happened, and can be undone for weeks: no reason to wake anybody.
        RoomClosed => manner("room-closed", true, true).always(),
        // A week is there to find a successor.
        RoomNeedsModerator => manner("room-needs-moderator", false, false),
        // A role would be lost by missing these; there are weeks, or at least days.
        CertificateReminder => manner("certificate-reminder", true, true).always(),
        CertificateMissing => manner("certificate-missing", true, true).always(),
        AgreementDue => manner("agreement-due", true, true).always(),
        // They have happened. The role is what a room is kept by.
        RoleLapsed => manner("role-lapsed", true, true).always(),
        RolePaused => manner("role-paused", true, true).always(),
        RoleSuspended | RoleRevoked => manner("role-taken", true, true).always(),
        RoleRestored => manner("role-restored", true, true),
        // They wait for it, but not at night.
        CertificateVerified | CertificateRevision | CertificateRejected => manner("certificate-decided", true, true),
        // People wait for staff.
        CertificateSubmitted | CertificateCheckDue => manner("certificate-waiting", true, false),
        // Something may be wrong with the server, and in an hour it goes on.
        LapsesHeld => manner("lapses-held", true, true).urgent(),
        ClosuresHeld => manner("closures-held", true, true).urgent(),
        // Staff have a day to reach somebody.
        DutyUnreached => manner("duty-unreached", true, true).urgent(),
        // Leave is planned days ahead.
        ReliefAsked => manner("relief-asked", true, true),
        ReliefAccepted => manner("relief-accepted", false, true),
        ReliefDeclined => manner("relief-declined", true, true),
        // They wait for it, but not at night.
        ContactAnswered => manner("contact-answered", true, true),
        // The inbox counts them.
        ContactReceived => manner("contact-received", false, false),
        LinkBroken => manner("link-broken", false, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use NotificationKind::*;

    #[test]
    fn warnings_and_closures_can_neither_be_turned_off_nor_missed() {
        let fixed: Vec<_> = NotificationKind::ALL.iter().copied().filter(|kind| of(*kind).always).collect();
        let of_rooms = [DutyWarning, DutyFirstNotice, DutyLastNotice, RoomClosed];
        let of_roles =
            [CertificateReminder, CertificateMissing, AgreementDue, RoleLapsed, RolePaused, RoleSuspended, RoleRevoked];
        assert_eq!(fixed, [&of_rooms[..], &of_roles].concat());
        for kind in fixed {
            assert!(of(kind).is_fixed(Channel::InApp) && of(kind).is_fixed(Channel::Mail), "{kind}");
            assert!(!of(kind).is_fixed(Channel::Push) && of(kind).mail, "{kind}");
        }
    }

    #[test]
    fn only_what_has_a_deadline_that_runs_at_night_is_urgent() {
        let urgent: Vec<_> = NotificationKind::ALL.iter().copied().filter(|kind| of(*kind).urgent).collect();
        assert_eq!(urgent, [DutyWarning, DutyLastNotice, ClosuresHeld, LapsesHeld, DutyUnreached]);
    }
}
