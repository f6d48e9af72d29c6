"""Mounts: which file systems hold nothing of their own, and does what comes over the network travel encrypted."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from collectors.host.host import Host, unanswered
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact

KINDS = {
    "linux.mount": Kind(
        "network mount",
        (Channel,),
        {
            "encryption-in-transit.plain-refused": "In /etc/fstab: NFS `sec=krb5p` (or `xprtsec=tls`), SMB"
            " `seal,vers=3.1.1`; then umount and mount. The server must offer it first: Kerberos with a keytab for"
            " krb5p, tlshd on both ends for xprtsec.",
            "encryption-in-transit.protocol-version": "In /etc/fstab: SMB `vers=3.1.1`.",
        },
    ),
}
IMAGES = ("squashfs", "iso9660", "erofs", "udf", "cramfs", "romfs", "fuse.snapfuse", "fuse.squashfuse")
"""Read-only, as they were made elsewhere."""
NOTHING = frozenset(
    f"{' '.join(IMAGES)} proc sysfs tmpfs ramfs devtmpfs devpts rootfs none cgroup cgroup2 cpuset resctrl securityfs"
    " selinuxfs smackfs debugfs tracefs configfs functionfs pstore efivarfs bpf mqueue hugetlbfs binfmt_misc fusectl"
    " autofs rpc_pipefs nsfs nfsd fuse.lxcfs fuse.portal fuse.gvfsd-fuse".split()
)
"""File systems that hold nothing of their own: views of the kernel, memory, images."""
Protocol: TypeAlias = Literal["nfs", "smb", "ssh", "http", "ftp", "link"]
_NETWORK: Mapping[str, Protocol] = {
    **dict.fromkeys(("nfs", "nfs4"), "nfs"),
    **dict.fromkeys(("cifs", "smb2", "smb3", "smbfs"), "smb"),
    "fuse.sshfs": "ssh",
    **dict.fromkeys(("davfs", "fuse.davfs2", "fuse.s3fs", "fuse.mount-s3", "fuse.goofys", "fuse.gcsfuse"), "http"),
    **dict.fromkeys(("fuse.blobfuse", "fuse.blobfuse2", "fuse.rclone"), "http"),
    "fuse.curlftpfs": "ftp",
    **dict.fromkeys(("ceph", "fuse.ceph", "fuse.ceph-fuse", "glusterfs", "fuse.glusterfs", "lustre", "afs"), "link"),
    **dict.fromkeys(("beegfs", "gpfs", "pvfs2", "coda", "ncpfs", "fuse.juicefs", "fuse.mfs", "fuse.lizardfs"), "link"),
}
_SECURE: Mapping[str, set[str]] = {"nfs": {"sec=krb5p", "xprtsec=tls", "xprtsec=mtls"}, "smb": {"seal"}}


def over_network(kind: str) -> bool:
    """Tell whether a file system of this type lies on another machine."""
    return kind in _NETWORK


def read_mounts(host: Host) -> Iterator[Fact]:
    """Network file systems: does what is read from them travel encrypted."""
    mounts = host.ask("linux.mounts")
    if not mounts.ok:
        yield from host.gap("linux.mount", unanswered(mounts, "no list of mounts"), Channel)
        return
    for mount in mounts.body["mounts"]:
        protocol = _NETWORK.get(mount["type"])
        if protocol:
            yield _channel(host, mount, protocol, mounts)


def _channel(host: Host, mount: JSON, protocol: Protocol, mounts: Got) -> Channel:
    options: list[str] = mount["options"]
    version = next((o.removeprefix("vers=") for o in options if o.startswith("vers=")), None)
    secure = _SECURE.get(protocol)
    untold = unclear(mounts, f"how {mount['type']} travels is not among its options")
    return Channel(
        **host.fact("linux.mount", f"mount{mount['place']}", mounts, name=mount["place"]),
        protocol=protocol,
        enabled=True,
        encryption=None if secure is None else "required" if secure.intersection(options) else "none",
        min_version=version,
        algorithms=None,
        unread=(
            *unread(algorithms=NOT_ASKED),
            *(unread(encryption=untold) if secure is None else ()),
            *(() if version else unread(min_version=unclear(mounts, "no vers= among its options"))),
        ),
    )
