//! What a checkpoint holds of a training.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::io::Write;

use crate::disk;
use crate::history::{History, RESERVED};
use crate::layer::stage_lines::lines;
use crate::network::Network;
use crate::trainer::checkpoint::error::Error;
use crate::trainer::checkpoint::format::{self, Head};
use crate::trainer::checkpoint::settings::{CheckpointEvery, Resume, metrics};

/// A training after some epoch.
pub(crate) struct State<'t, N> {
    pub(crate) seed: u64,
    pub(crate) step: usize,
    pub(crate) start: f64,
    pub(crate) history: &'t History,
    pub(crate) net: &'t N,
    pub(crate) best: Option<&'t N>,
}

/// A training as it was read.
pub(crate) struct Loaded<N, O> {
    pub(crate) seed: u64,
    pub(crate) step: usize,
    pub(crate) start: f64,
    pub(crate) history: History,
    pub(crate) optimizer: O,
    pub(crate) net: Box<N>,
    pub(crate) best: Option<Box<N>>,
}

/// Writes the checkpoints of a training.
pub(crate) struct Writer {
    place: disk::Place,
    network: String,
    bytes: Vec<u8>,
}

impl Writer {
    /// Finds the file, and makes room for all epochs. Nothing is written yet.
    pub(crate) fn new<N: Network, O>(
        every: &CheckpointEvery<O>,
        optimizer: &O,
        epochs: usize,
        metrics: usize,
    ) -> Result<Self, Error> {
        if every.epochs == 0 {
            return Err(Error::Every);
        }
        let place = disk::Place::new(&every.path).map_err(|error| Error::Write {
            path: every.path.clone(),
            kind: error.kind(),
            message: error.to_string(),
        })?;
        let network = lines(&N::STAGE).join("\n");
        let mut bytes = Vec::new();
        let _ = (every.encode)(optimizer, &mut bytes);
        // A loss, a rate and a validation loss per epoch, and metrics with a byte that says whether they are defined; the rest
        // of the head; and two networks.
        let records = epochs.min(RESERVED) * (24 + 9 * metrics) + 100 * metrics + network.len() + 4096;
        bytes.reserve(bytes.len() + records + 2 * size_of::<N>());
        Ok(Self { place, network, bytes })
    }

    /// Writes a checkpoint, if it is due.
    pub(crate) fn write<N: Network, O>(
        &mut self,
        every: &CheckpointEvery<O>,
        optimizer: &O,
        state: &State<'_, N>,
        last: bool,
    ) -> Result<(), Error> {
        if !last && !state.history.training().len().is_multiple_of(every.epochs) {
            return Ok(());
        }
        let head = Head {
            network: self.network.as_str(),
            scalar: size_of::<N::Scalar>() as u8,
            optimizer: every.optimizer.as_str(),
            seed: state.seed,
            step: state.step as u64,
            start: state.start,
            history: state.history,
            best: state.best.is_some(),
        };
        let failed = |kind, message| Error::Write { path: every.path.clone(), kind, message };
        format::write(&mut self.bytes, |bytes| {
            format::append(bytes, &head)?;
            (every.encode)(optimizer, bytes)?;
            for net in [Some(state.net), state.best].into_iter().flatten() {
                let start = bytes.len();
                bytes.resize(start + size_of::<N>(), 0);
                // The length is that of the network.
                let _ = net.write_le_bytes(&mut bytes[start..]);
            }
            Ok(())
        })
        .map_err(|message| failed(std::io::ErrorKind::InvalidData, message))?;
        let bytes = &self.bytes;
        self.place.write(|file| file.write_all(bytes)).map_err(|error| failed(error.kind(), error.to_string()))
    }
}

impl<O> Resume<O> {
    /// Reads the checkpoint, for a trainer with these metrics, with or without validation and early stopping.
    pub(crate) fn load<N: Network>(
        &self,
        recorded: &History,
        validated: bool,
        stops_early: bool,
    ) -> Result<Loaded<N, O>, Error> {
        let path = || self.path.clone();
        let bytes = disk::read(&self.path).map_err(|error| Error::Read {
            path: path(),
            kind: error.kind(),
            message: error.to_string(),
        })?;
        let (head, rest) = format::head(&self.path, format::content(&self.path, &bytes)?)?;
        let damaged = |what: &str| Error::Damaged { path: path(), what: what.to_string() };

        let expected = lines(&N::STAGE);
        let mut found = head.network.lines();
        for expected in expected.iter().map(String::as_str) {
            let found = found.next().unwrap_or("no further stage");
            if found != expected {
                return Err(Error::Network { path: path(), found: found.to_owned(), expected: expected.to_owned() });
            }
        }
        if let Some(found) = found.next() {
            let expected = "no further stage".to_owned();
            return Err(Error::Network { path: path(), found: found.to_owned(), expected });
        }
        let scalar = |size: usize| if size == 8 { "numbers of f64" } else { "numbers of f32" }.to_owned();
        if usize::from(head.scalar) != size_of::<N::Scalar>() {
            let (found, expected) = (scalar(head.scalar.into()), scalar(size_of::<N::Scalar>()));
            return Err(Error::Network { path: path(), found, expected });
        }
        if head.optimizer != self.optimizer {
            return Err(Error::Optimizer { path: path(), found: head.optimizer, expected: self.optimizer.clone() });
        }
        let validation = |is: bool| if is { "validation samples" } else { "no validation samples" }.to_owned();
        let early = |is: bool| if is { "early stopping" } else { "no early stopping" }.to_owned();
        let of = |history: &History| metrics(history.metrics().map(|(name, _)| name));
        let records = [
            (validation(!head.history.validation().is_empty()), validation(validated)),
            (of(&head.history), of(recorded)),
            // A best network that isn't needed any more does no harm.
            (early(head.best || !stops_early), early(true)),
        ];
        if let Some((found, expected)) = records.into_iter().find(|(found, expected)| found != expected) {
            return Err(Error::Record { path: path(), found, expected });
        }

        let (optimizer, rest) =
            (self.decode)(rest).map_err(|error| damaged(&alloc::format!("its optimizer can't be read: {error}")))?;
        let size = size_of::<N>();
        if rest.len() != size * if head.best { 2 } else { 1 } {
            return Err(damaged("its networks are of another size"));
        }
        let network = |bytes: &[u8]| {
            let mut net = N::boxed();
            // The length is that of the network.
            let _ = net.read_le_bytes(bytes);
            net
        };
        let (net, best) = (network(&rest[..size]), head.best.then(|| network(&rest[size..])));
        let step = usize::try_from(head.step).map_err(|_| damaged("its number of steps is too large"))?;
        let Head { seed, start, history, .. } = head;
        Ok(Loaded { seed, step, start, history, optimizer, net, best })
    }
}
