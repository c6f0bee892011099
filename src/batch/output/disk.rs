//! Files and folders of outputs. Nothing is created through a link, and only files named like pages are removed from a
//! folder of pages.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// Creates a file where nothing exists, not even a link.
pub fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).open(path)
}

/// Creates a file, replacing one that an earlier run left.
pub fn create_again(path: &Path) -> io::Result<File> {
    match create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(path)?;
            create(path)
        }
        created => created,
    }
}

/// Opens an existing file; a link is an error.
pub fn open_existing(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits() as i32);
    }
    options.open(path)
}

/// Whether the path is a folder, not a link to one.
pub fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_dir())
}

pub fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

pub fn sync_folder_of(name: &Path) -> io::Result<()> {
    sync_folder(name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

/// Waits until the names in a folder are on the disk, where the system supports that.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes a folder of pages; fails if it contains anything else.
pub fn remove_pages(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_page(&entry) {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

/// Whether a folder contains anything but pages.
pub fn has_other_files(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        if !is_page(&entry?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the entry is a file with a numeric name and one of our endings.
fn is_page(entry: &fs::DirEntry) -> bool {
    let name = entry.file_name();
    let name = Path::new(&name);
    let has = |part: Option<&OsStr>, is: fn(&str) -> bool| part.and_then(OsStr::to_str).is_some_and(is);
    entry.file_type().is_ok_and(|kind| kind.is_file())
        && has(name.file_stem(), |stem| stem.len() >= 8 && stem.bytes().all(|byte| byte.is_ascii_digit()))
        && has(name.extension(), |ending| ["md", "json", "html", "xml", "txt"].contains(&ending))
}
