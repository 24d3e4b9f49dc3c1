# Prepares a fresh Request Tracker for tests, through its own Perl API: what REST 2.0 cannot do (tokens, rights,
# applying custom fields). Prints one line of JSON with the tokens of the administrator, of the reading account, of
# one that may not see notes, and of a customer who writes herself.
use strict;
use warnings;
use utf8;
use lib '/usr/share/request-tracker5/lib';
use JSON;
use RT;
RT::LoadConfig();
RT::Init();
require RT::Authen::Token;

sub must {
    my ($what, $ok, $message) = @_;
    die "$what: $message\n" unless $ok;
}

sub token_of {
    my ($user) = @_;
    my ($ok, $message, $token) = RT::AuthToken->new(RT->SystemUser)->Create(Owner => $user->Id, Description => 'tests');
    must('token', $ok, $message);
    return $token;
}

my $administrator = RT::User->new(RT->SystemUser);
$administrator->Load('root');

# Exactly the rights that the source's README asks for: a test with an administrator's token would prove too much.
# Its time zone is not UTC because RT reads every date in a query in the account's zone, even one that names its zone.
my $reader = RT::User->new(RT->SystemUser);
must('reader', $reader->Create(Name => 'voicehouse', Privileged => 1, Timezone => 'America/New_York'));
for my $right (qw(SeeQueue ShowTicket ShowTicketComments SeeCustomField AdminUsers)) {
    must($right, $reader->PrincipalObj->GrantRight(Object => RT->System, Right => $right));
}

my $guest = RT::User->new(RT->SystemUser);
must('guest', $guest->Create(Name => 'guest', Privileged => 1));
must($_, $guest->PrincipalObj->GrantRight(Object => RT->System, Right => $_)) for qw(SeeQueue ShowTicket SeeCustomField);

my $customer = RT::User->new(RT->SystemUser);
must('customer', $customer->Create(Name => 'anna', EmailAddress => 'Anna@Example.org', RealName => 'Anna Sørensen'));
my $requestors = RT::Group->new(RT->SystemUser);
$requestors->LoadRoleGroup(Object => RT->System, Name => 'Requestor');
must($_, $requestors->PrincipalObj->GrantRight(Object => RT->System, Right => $_)) for qw(ShowTicket ReplyToTicket);
my $everyone = RT::Group->new(RT->SystemUser);
$everyone->LoadSystemInternalGroup('Everyone');
must($_, $everyone->PrincipalObj->GrantRight(Object => RT->System, Right => $_)) for qw(SeeQueue CreateTicket);

for my $name (qw(Channel Tags)) {
    my $field = RT::CustomField->new(RT->SystemUser);
    my $type  = $name eq 'Tags' ? 'FreeformMultiple' : 'FreeformSingle';
    must($name, $field->Create(Name => $name, Type => $type, LookupType => 'RT::Queue-RT::Ticket'));
    must($name, $field->AddToObject(RT::Queue->new(RT->SystemUser)));
}
my $queue = RT::Queue->new(RT->SystemUser);
must('queue', $queue->Create(Name => 'Billing'));

# Rendering mails takes most of a request's time. One kind stays, so that e-mail records are part of the history.
my $scrips = RT::Scrips->new(RT->SystemUser);
$scrips->UnLimit;
while (my $scrip = $scrips->Next) {
    next if $scrip->ActionObj->ExecModule !~ /^(?:Notify|Autoreply|SendEmail)/;
    next if $scrip->Description =~ /^On Resolve/;
    must($scrip->Description, $scrip->SetDisabled(1));
}

print encode_json({
    administrator => token_of($administrator),
    reader        => token_of($reader),
    guest         => token_of($guest),
    customer      => token_of($customer),
}), "\n";
