//! Rows divided into those to train on and those to judge by.

use alloc::vec::Vec;

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use crate::class::Class;
use crate::dataset::error::Error;
use crate::dataset::rows::Dataset;

impl<Input, Target> Dataset<Input, Target> {
    /// Puts the rows into a random order.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    /// use staticnn::prelude::*;
    ///
    /// let mut data = Dataset::try_from_iter((0..100).map(|x| ([x as f32], [x as f32])))?;
    /// data.shuffle(&mut ChaCha8Rng::seed_from_u64(42));
    /// assert!(data.inputs() != data.clone().map_inputs(|_| [0.0]).inputs());
    /// assert_eq!(data.inputs(), data.targets()); // inputs keep their targets
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    pub fn shuffle(&mut self, rng: &mut impl Rng) {
        for last in (1..self.len()).rev() {
            self.swap(last, rng.random_range(0..=last));
        }
    }
}

impl<Input: Clone, Target: Clone> Dataset<Input, Target> {
    /// Divides the rows at random into those to train on and a share to hold out, rounded to whole rows. Each row is in
    /// one of the parts.
    ///
    /// # Errors
    ///
    /// [`Error::Share`] if the share isn't above 0 and below 1, [`Error::EmptyPart`] if a part would have no rows.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    /// use staticnn::prelude::*;
    ///
    /// let data = Dataset::try_from_iter((0..10).map(|x| ([x as f32], [x as f32])))?;
    /// let mut rng = ChaCha8Rng::seed_from_u64(42);
    /// let (training, held_out) = data.split(0.2, &mut rng)?;
    /// assert_eq!((training.len(), held_out.len()), (8, 2));
    ///
    /// let error = data.split(0.01, &mut rng).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "a share of 0.01 of 10 rows is 0 to hold out and 10 to train on: each part needs at least 1"
    /// );
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    pub fn split(&self, share: f64, rng: &mut impl Rng) -> Result<(Self, Self), Error> {
        let held_out = self.held_out(share)?;
        let order = self.order(rng);
        let (held_out, training) = order.split_at(held_out);
        Ok((self.chosen(training), self.chosen(held_out)))
    }

    /// Divides the rows at random into k folds whose sizes differ by at most 1, for cross-validation: the iterator
    /// returns k pairs of the rows to train on and the rows of one fold, which are held out.
    ///
    /// # Errors
    ///
    /// [`Error::Folds`] if there are fewer than 2 folds, or more than rows.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    /// use staticnn::prelude::*;
    ///
    /// let data = Dataset::try_from_iter((0..10).map(|x| ([x as f32], [x as f32])))?;
    /// for (training, held_out) in data.folds(5, &mut ChaCha8Rng::seed_from_u64(42))? {
    ///     assert_eq!((training.len(), held_out.len()), (8, 2));
    /// }
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    pub fn folds(&self, k: usize, rng: &mut impl Rng) -> Result<Folds<'_, Input, Target>, Error> {
        let rows = self.len();
        if (2..=rows).contains(&k) {
            Ok(Folds { data: self, order: self.order(rng), folds: k, next: 0 })
        } else {
            Err(Error::Folds { folds: k, rows })
        }
    }

    /// How many rows a share of all is; at least 1 is held out and 1 is left.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "above 0, and at most the number of rows"
    )]
    #[allow(clippy::cast_precision_loss, reason = "no memory holds 2^53 rows")]
    fn held_out(&self, share: f64) -> Result<usize, Error> {
        if !(share > 0.0 && share < 1.0) {
            return Err(Error::Share { share });
        }
        let rows = self.len();
        let held_out = (share * rows as f64 + 0.5) as usize;
        if (1..rows).contains(&held_out) { Ok(held_out) } else { Err(Error::EmptyPart { rows, share, held_out }) }
    }

    /// The indices of all rows, in a random order.
    fn order(&self, rng: &mut impl Rng) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.shuffle(rng);
        order
    }
}

impl<Input: Clone, const N: usize> Dataset<Input, Class<N>> {
    /// Divides the rows as [`split`](Self::split) does, each class by itself: of each, the share of its rows to within
    /// one row is held out, and at least one row is in either part. Classes without rows are left out.
    ///
    /// # Errors
    ///
    /// Those of `split`; [`Error::SingleRow`] if a class has a single row.
    ///
    /// ```
    /// use staticnn::dataset::Dataset;
    /// use staticnn::prelude::*;
    ///
    /// let rare = |x: usize| Class::<2>::from(x % 10 == 0);
    /// let data = Dataset::try_from_iter((0..50).map(|x| ([x as f32], rare(x))))?;
    /// let (_, held_out) = data.stratified_split(0.2, &mut ChaCha8Rng::seed_from_u64(42))?;
    /// assert_eq!(held_out.len(), 10);
    /// assert_eq!(held_out.targets().iter().filter(|class| class.index() == 1).count(), 1); // of 5
    /// # Ok::<(), staticnn::dataset::Error>(())
    /// ```
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "above 0, and at most the number of rows"
    )]
    #[allow(clippy::cast_precision_loss, reason = "no memory holds 2^53 rows")]
    pub fn stratified_split(&self, share: f64, rng: &mut impl Rng) -> Result<(Self, Self), Error> {
        self.held_out(share)?;
        let mut rows = [0_usize; N];
        for class in self.targets() {
            rows[class.index()] += 1;
        }
        if let Some(class) = rows.iter().position(|rows| *rows == 1) {
            return Err(Error::SingleRow { class });
        }
        // What is left to hold out of each class. Rounding the sums over the classes so far keeps the sum of all right.
        let (mut left, mut sum) = ([0; N], 0);
        let rounded = |rows: usize| (share * rows as f64 + 0.5) as usize;
        for (left, rows) in left.iter_mut().zip(rows).filter(|(_, rows)| *rows > 0) {
            *left = (rounded(sum + rows) - rounded(sum)).clamp(1, rows - 1);
            sum += rows;
        }
        let is_held_out = |index: &usize| {
            let left = &mut left[self.targets()[*index].index()];
            let held_out = *left > 0;
            *left -= usize::from(held_out);
            held_out
        };
        let (held_out, training): (Vec<_>, Vec<_>) = self.order(rng).into_iter().partition(is_held_out);
        Ok((self.chosen(&training), self.chosen(&held_out)))
    }
}

/// The parts of a cross-validation, in turn: the rows to train on, and those that are held out. [`Dataset::folds`]
/// returns it.
#[derive(Clone, Debug)]
pub struct Folds<'a, Input, Target> {
    data: &'a Dataset<Input, Target>,
    order: Vec<usize>,
    folds: usize,
    next: usize,
}

impl<Input: Clone, Target: Clone> Iterator for Folds<'_, Input, Target> {
    type Item = (Dataset<Input, Target>, Dataset<Input, Target>);

    fn next(&mut self) -> Option<Self::Item> {
        let Self { data, order, folds, next } = self;
        if next == folds {
            return None;
        }
        // The first `larger` folds have one row more.
        let (each, larger) = (order.len() / *folds, order.len() % *folds);
        let start = |fold: usize| fold * each + fold.min(larger);
        let (from, to) = (start(*next), start(*next + 1));
        *next += 1;
        let training = [&order[..from], &order[to..]].concat();
        Some((data.chosen(&training), data.chosen(&order[from..to])))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.folds - self.next;
        (left, Some(left))
    }
}

impl<Input: Clone, Target: Clone> ExactSizeIterator for Folds<'_, Input, Target> {}
