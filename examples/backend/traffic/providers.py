# SPDX-License-Identifier: MIT
"""Log-ins by the word of a provider, and every way in which it does not vouch."""
from logins import count_attempt, let_in, renew_token
from settings import LARGEST_BODY, TOO_SLOW

PROVIDER_LOGIN = '/api/v1/auth/{method}/login'
OF_PEOPLE = ('saml', 'oidc', 'google', 'github', 'gitlab', 'ldap')
OF_MACHINES = ('kubernetes-auth', 'aws-auth', 'gcp-auth', 'azure-auth', 'oci-auth', 'alicloud-auth',
               'tls-cert-auth', 'oidc-auth', 'jwt-auth', 'ldap-auth', 'spiffe-auth')
DOWN = 'provider_unavailable'
# What comes of an assertion: the answer, what is told, and what the trouble was.
REFUSED = {'wrong': (401, 'invalid_credentials', 'auth'),
           'expired': (401, 'expired_token', 'auth'),
           'bad': (401, 'invalid_token', 'auth'),
           'forbidden': (401, 'invalid_credentials', 'permission'),
           'good:nobody': (401, 'invalid_credentials', 'not_found'),
           'garbage': (503, DOWN, 'unknown'), 'down': (503, DOWN, 'internal')}
# And of a provider that answers other than by the assertion.
FAULTS = {400: 'validation', 404: 'not_found', 429: 'rate_limit', 408: 'timeout', 502: 'internal',
          418: 'unknown', 'close': 'network', f'slow:{TOO_SLOW}': 'timeout'}


def ask(client, method, assertion, expect, who=None):
    return client.ask('POST', f'/api/v1/auth/{method}/login', PROVIDER_LOGIN,
                      body={'assertion': assertion}, token=False, becomes=(who, method),
                      expect=(expect,))


def vouched(client, method, who):
    answer = ask(client, method, f'good:{who.login}', 200, who)
    count_attempt(client, method, who.login, None, None, who)
    let_in(client, who, method, answer.json()['accessToken'])


def refused(client, method, assertion):
    status, told, kind = REFUSED[assertion]
    if assertion == 'garbage' and method in ('oidc', 'oidc-auth'):
        kind = 'oidc'
    ask(client, method, assertion, status)
    count_attempt(client, method, assertion.partition(':')[2], told, kind)


def some(lane):
    """By a client that goes no further, so that each lane's own requests stay a few kinds."""
    who = lane.client.who
    vouched(lane.other, lane.draw(OF_PEOPLE if who.person else OF_MACHINES), who)


def some_refused(lane):
    refused(lane.visitor, lane.draw((OF_PEOPLE[0], OF_MACHINES[0])), lane.draw(list(REFUSED)))


MIX = {some: 3, some_refused: 1}


def fail(run):
    """Each method once as it should be, and some with each kind of trouble."""
    client = run.visitor
    for method in (*OF_PEOPLE, *OF_MACHINES):
        lane = next(lane for lane in run.lanes if lane.client.who.person == (method in OF_PEOPLE))
        vouched(lane.other, method, lane.client.who)
        renew_token(lane.other)
        refused(client, method, 'wrong')
    for method in ('saml', 'oidc-auth'):
        for assertion in REFUSED:
            refused(client, method, assertion)
        path = f'/idp/{method}'
        run.peers.plan(path, *FAULTS)
        for kind in FAULTS.values():
            asked = len(run.peers.of(path))
            ask(client, method, 'good:nobody', 503)
            count_attempt(client, method, None, DOWN, kind)
            # One that is too late stands in the log only then.
            run.peers.wait(f'what {path} was asked', lambda: len(run.peers.of(path)) > asked)
    for method, body, status in (('email', {'assertion': 'x'}, 400), ('saml', {}, 400),
                                 ('saml', 'x' * (LARGEST_BODY + 1), 413)):
        client.ask('POST', f'/api/v1/auth/{method}/login', PROVIDER_LOGIN, body=body, token=False,
                   expect=(status,))
