# SPDX-License-Identifier: MIT
"""What the backend is started with, so that each fault can be had within seconds, and the traffic
knows when."""

ATTEMPTS = 3            # of a job
BACKOFF = 0.05          # seconds before the second; then twice as long
LOCK = 2.0              # seconds after which a job has stalled
SINK_PATIENCE = 4.0     # seconds; longer than a lock, so that a slow sink makes a job stall
STALLING = 2.7          # seconds of a sink between the two
DESTINATION_PATIENCE = 1.0
PROVIDER_PATIENCE = 1.0
TOO_SLOW = 1.5          # seconds of a destination, or a provider
CONNECTIONS = 2
DATABASE_PATIENCE = 0.5
# Seconds that the lock of another process is waited for, with a connection in hand: longer than
# anybody waits for a connection, so that two writers make the pool run dry.
BUSY = 0.8
MARKER = 0.3            # seconds that a permission holds without a read
ENTRY_BYTES = 4000      # what is larger is not cached
SECRETS = 200           # then it is full
LARGEST_BODY = 16 * 1024


def limit_of(rate):
    """Requests a second of one client, where there are so many operations a second of all."""
    return max(200, rate)


def arguments(rate, peers, state):
    """Of the backend's command line; `peers` is the URL of the stand-ins."""
    def milliseconds(seconds):
        return round(seconds * 1000)

    return [f'--sinks={peers}', f'--destinations={peers}', f'--identity-provider={peers}',
            f'--state={state}', f'--rate-limit={limit_of(rate)}', '--threads=8',
            f'--max-secrets={SECRETS}',
            f'--job-attempts={ATTEMPTS}', f'--job-backoff-ms={milliseconds(BACKOFF)}',
            f'--job-lock-ms={milliseconds(LOCK)}',
            f'--sink-timeout-ms={milliseconds(SINK_PATIENCE)}',
            f'--destination-timeout-ms={milliseconds(DESTINATION_PATIENCE)}',
            f'--provider-timeout-ms={milliseconds(PROVIDER_PATIENCE)}',
            f'--database-busy-ms={milliseconds(BUSY)}',
            f'--database-connections={CONNECTIONS}',
            f'--database-patience-ms={milliseconds(DATABASE_PATIENCE)}',
            f'--permission-marker-ms={milliseconds(MARKER)}',
            f'--secret-cache-entry-bytes={ENTRY_BYTES}']
