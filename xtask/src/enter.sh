# Runs a program of a tree: enter.sh TREE FOLDER BOUND… -- PROGRAM ARGUMENT…
#
# FOLDER is where it runs, and the folders BOUND are in the tree what they are outside of it. To be called in a mount namespace
# of its own: nothing stays mounted, and nothing outside of the tree is reached through it later.
set -e
tree=$1 folder=$2
shift 2
mount -t proc proc "$tree/proc"
while [ "$1" != -- ]; do
    mkdir -p "$tree$1"
    mount --bind "$1" "$tree$1"
    shift
done
shift
exec chroot "$tree" /bin/sh -c '
    PATH=/usr/libexec/swift/bin:/usr/bin:/bin HOME=/root LC_ALL=C.UTF-8
    export PATH HOME LC_ALL
    cd "$1" && shift && exec "$@"
' sh "$folder" "$@"
