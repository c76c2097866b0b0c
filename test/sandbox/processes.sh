# Processes in the background. A pid file holds the id and the start time, so that an id used again by another
# process is not taken for ours.

start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

running() {
  local pid began
  read -r pid began 2>/dev/null <"$SANDBOX_RUN/$1.pid" && [ "$(start_time "$pid")" = "$began" ]
}

# start NAME COMMAND...: runs COMMAND in the background unless it runs already.
start() {
  local name=$1
  shift
  ! running "$name" || return 0
  # 9 is the lock of this command (see sandbox): inherited, it would be held as long as the process runs.
  setsid nohup "$@" >"$SANDBOX_RUN/log/$name.log" 2>&1 </dev/null 9>&- &
  echo "$! $(start_time $!)" >"$SANDBOX_RUN/$name.pid"
}

# stop NAME...: ends what start began. The grace is short, for nothing that they could save is kept.
stop() {
  local name pid _ end=$((SECONDS + 3))
  for name in "$@"; do
    # It may end by itself between the two.
    ! running "$name" || { read -r pid _ <"$SANDBOX_RUN/$name.pid" && kill "$pid" 2>/dev/null; } || true
  done
  for name in "$@"; do
    while running "$name" && [ $SECONDS -lt $end ]; do sleep 0.1; done
    ! running "$name" || kill -KILL "$(cut -d' ' -f1 "$SANDBOX_RUN/$name.pid")" || true
    rm -f "$SANDBOX_RUN/$name.pid"
  done
}

# wait_for SECONDS WHAT COMMAND...: polls until COMMAND succeeds.
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || die "$what did not answer in time. What was started still runs: read $SANDBOX_RUN/log, then run down."
    sleep 0.2
  done
}

# require_free NAME=ADDRESS:PORT...: stops when another process has the port of a NAME that does not run yet.
require_free() {
  local claim name address taken=()
  for claim in "$@"; do
    name=${claim%%=*} address=${claim#*=}
    running "$name" || mapfile -O ${#taken[@]} -t taken < <(listeners "${address%:*}" "${address##*:}")
  done
  [ ${#taken[@]} = 0 ] || die "these ports are taken by other processes; end them and run up again:" "$(printf '\n  %s' "${taken[@]}")"
}

# listeners ADDRESS PORT: who listens there, on that address or on all.
listeners() {
  ss --no-header --listening --tcp --numeric --processes "sport = :$2" | awk -v wanted="$1" '
    { host = $4; sub(/:[0-9]+$/, "", host) }
    host == wanted || host == "0.0.0.0" || host == "*" || host == "[::]" { print $4, $6 }'
}
