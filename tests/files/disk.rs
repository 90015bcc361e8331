//! Paths: what isn't a file, links, permissions, files that change.

use std::sync::atomic::{AtomicBool, Ordering};
use std::{fs, thread};

use staticnn::files::Error;
use staticnn::prelude::*;

use crate::networks::{Line, Sequential, drawn, temporary};

/// An empty folder of this test.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = temporary(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_is_no_file_is_named() {
    let folder = folder("no_file");
    let net: Line = drawn(1);
    let error = Line::zeros().load(folder.join("nothing.safetensors")).unwrap_err();
    assert!(matches!(&error, Error::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound));
    assert!(error.to_string().contains("nothing.safetensors` can't be read: "), "{error}");
    let error = Line::zeros().load(&folder).unwrap_err();
    assert!(error.to_string().ends_with("can't be read: it is a directory; give the path of a file"), "{error}");
    let error = net.save(&folder).unwrap_err();
    assert!(matches!(error, Error::Write { .. }));
    assert!(error.to_string().ends_with("can't be written: it is a directory; give the path of a file"), "{error}");
    fs::write(folder.join("file"), "").unwrap();
    let error = net.save(folder.join("file").join("net.safetensors")).unwrap_err();
    assert!(error.to_string().contains("is a file, so it can't be a directory; choose another directory"), "{error}");
    let error = Line::zeros().load(folder.join("file")).unwrap_err();
    assert!(error.to_string().ends_with("file` isn't loaded: it is empty"), "{error}");
    assert_eq!(names(&folder), ["file"]);
}

#[test]
fn directories_are_made() {
    let folder = folder("made");
    let net: Line = drawn(2);
    net.save(folder.join("a/b/net.safetensors")).unwrap();
    assert_eq!(names(&folder.join("a/b")), ["net.safetensors"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder("link");
    let (file, link) = (folder.join("file.safetensors"), folder.join("link.safetensors"));
    let (old, new): (Line, Line) = (drawn(3), drawn(4));
    old.save(&file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("file.safetensors", &link).unwrap();
    new.save(&link).unwrap();
    assert!(link.is_symlink());
    let mut loaded = Line::zeros();
    loaded.load(&file).unwrap();
    assert_eq!(loaded.parameters(), new.parameters());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(&folder), ["file.safetensors", "link.safetensors"]);
}

/// The superuser reads every file; for anyone else the message is that of the system.
#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let path = folder("permission").join("net.safetensors");
    drawn::<Line>(5).save(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let (may_read, loaded) = (fs::File::open(&path).is_ok(), Line::zeros().load(&path));
    match loaded {
        Ok(()) => assert!(may_read),
        Err(Error::Read { source, .. }) => {
            assert!(!may_read);
            assert_eq!(source.kind(), std::io::ErrorKind::PermissionDenied);
        }
        Err(error) => panic!("{error}"),
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_neither_read_nor_replaced() {
    let error = Line::zeros().load("/dev/zero").unwrap_err();
    let says = "`/dev/zero` can't be read: it is a device or a pipe; give the path of a file";
    assert_eq!(error.to_string(), says);
    let error = drawn::<Line>(6).save("/dev/null").unwrap_err();
    assert!(error.to_string().ends_with("it is a device or a pipe; give the path of a file"), "{error}");
}

/// A program that writes in place, without a draft: a load is whole, or an error.
#[test]
fn a_file_that_changes_meanwhile_is_whole_or_refused() {
    let path = folder("changes").join("net.safetensors");
    let [short, long] = [drawn::<Line>(7).to_safetensors(), drawn::<Sequential>(8).to_safetensors()];
    fs::write(&path, &short).unwrap();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                fs::write(&path, &long).unwrap();
                fs::write(&path, &short).unwrap();
            }
        });
        let expected: Line = drawn(7);
        for _ in 0..2000 {
            let mut net = Line::zeros();
            match net.load(&path) {
                Ok(()) => assert_eq!(net.parameters(), expected.parameters()),
                Err(_) => assert_eq!(net.parameters(), [0.0; 2]),
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}
