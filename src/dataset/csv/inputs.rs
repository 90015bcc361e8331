//! The columns of a data set.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

use crate::class::{Class, Names};
use crate::dataset::csv::column::Column;
use crate::dataset::csv::error::Error;
use crate::dataset::csv::nearest::nearest;
use crate::dataset::csv::options::Options;
use crate::dataset::csv::refusal::Refusal;
use crate::dataset::csv::table::{Row, Table};
use crate::dataset::rows::Dataset;
use crate::scalar::Scalar;

/// A CSV text whose N columns of inputs are chosen; the method that chooses the target reads it.
///
/// Numbers are `f32` or `f64`, and finite.
///
/// # Errors
///
/// All methods refuse a text without rows, a column that isn't there, a row with more or fewer cells than the header
/// line, and a missing value or text where a number belongs: [`Error`] says where.
#[derive(Clone, Debug)]
pub struct Inputs<const N: usize> {
    options: Options,
    /// The columns; `None` for all that aren't targets.
    columns: Option<[Column; N]>,
}

impl<const N: usize> Inputs<N> {
    pub(super) fn new(options: Options, columns: Option<[Column; N]>) -> Self {
        Self { options, columns }
    }

    /// Reads the inputs alone, such as those to predict from.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// assert_eq!(Csv::from_text("a,b\n1,2\n3,4\n").inputs(["b"]).rows::<f64>()?, [[2.0], [4.0]]);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[allow(clippy::missing_errors_doc, reason = "see the type")]
    pub fn rows<T: Scalar + FromStr>(self) -> Result<Vec<[T; N]>, Error> {
        Ok(self.read([], |_, []| Ok(()))?.0)
    }

    /// Reads the inputs and a number as the target.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let csv = Csv::from_text("pH,alcohol,quality\n3.5,9.4,5\n");
    /// let data = csv.inputs(["pH", "alcohol"]).target::<f32>("quality")?;
    /// assert_eq!((data.inputs(), data.targets()), (&[[3.5, 9.4]][..], &[[5.0]][..]));
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[allow(clippy::missing_errors_doc, reason = "see the type")]
    pub fn target<T: Scalar + FromStr>(self, column: impl Into<Column>) -> Result<Dataset<[T; N], [T; 1]>, Error> {
        self.targets([column])
    }

    /// Reads the inputs and several numbers as the target.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let data = Csv::from_text("t,x,y\n0.5,1,2\n").inputs(["t"]).targets::<f32, _, 2>(["x", "y"])?;
    /// assert_eq!(data.targets(), [[1.0, 2.0]]);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    #[allow(clippy::missing_errors_doc, reason = "see the type")]
    pub fn targets<T: Scalar + FromStr, C: Into<Column>, const M: usize>(
        self,
        columns: [C; M],
    ) -> Result<Dataset<[T; N], [T; M]>, Error> {
        let (inputs, targets) = self.read(columns.map(Into::into), |row, columns| row.numbers(&columns))?;
        Ok(Dataset::paired(inputs, targets))
    }

    /// Reads the inputs and a label of C classes, and returns the names of the classes: every different text of the
    /// column is one, and they are sorted as texts, so that they don't depend on the order of the rows.
    ///
    /// For further files, such as test data, pass the names on to [`label_named`](Self::label_named).
    ///
    /// # Errors
    ///
    /// [`Refusal::Labels`] if there are more or fewer than C different labels.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let csv = Csv::from_text("x,animal\n1,dog\n2,cat\n3,dog\n");
    /// let (data, names) = csv.inputs(["x"]).label::<f32, 2>("animal")?;
    /// assert_eq!(names.to_string(), "cat, dog");
    /// assert_eq!(data.targets()[0].index(), 1);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    pub fn label<T: Scalar + FromStr, const C: usize>(
        self,
        column: impl Into<Column>,
    ) -> Result<(Dataset<[T; N], Class<C>>, Names<C>), Error> {
        let (file, column) = (self.options.file.clone(), column.into());
        let (inputs, texts) = self.read([column.clone()], |row, [index]| Ok(String::from(row.text(index))))?;
        let mut labels = texts.clone();
        labels.sort_unstable();
        labels.dedup();
        let refused = |labels: Vec<String>| {
            let refusal = Box::new(Refusal::Labels { classes: C, labels });
            Error::Refused { file, line: None, column: Some(column), refusal }
        };
        let Ok(names) = Names::from_vec(labels.clone()) else { return Err(refused(labels)) };
        match names.classes(&texts) {
            Ok(classes) => Ok((Dataset::paired(inputs, classes), names)),
            Err(_) => Err(refused(labels)),
        }
    }

    /// Reads the inputs and a label, one of these names.
    ///
    /// # Errors
    ///
    /// [`Refusal::Label`] for a label that isn't among the names.
    ///
    /// ```
    /// use staticnn::class::Names;
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let names = Names::new(["dog", "cat"])?;
    /// let data = Csv::from_text("x,animal\n1,cat\n").inputs(["x"]).label_named::<f32, 2>("animal", &names)?;
    /// assert_eq!(data.targets()[0].index(), 1);
    ///
    /// let cow = Csv::from_text("x,animal\n1,cow\n").inputs(["x"]);
    /// let error = cow.label_named::<f32, 2>("animal", &names).unwrap_err();
    /// assert_eq!(error.to_string(), "text, line 2, column `animal`: no label is `cow`: they are dog, cat");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn label_named<T: Scalar + FromStr, const C: usize>(
        self,
        column: impl Into<Column>,
        names: &Names<C>,
    ) -> Result<Dataset<[T; N], Class<C>>, Error> {
        let (inputs, classes) = self.read([column.into()], |row, [index]| {
            names.class(row.text(index)).map_err(|_| {
                let meant = nearest(row.text(index), names.iter()).map(String::from);
                let names = names.iter().map(String::from).collect();
                row.refused(index, Refusal::Label { label: row.text(index).into(), names, meant })
            })
        })?;
        Ok(Dataset::paired(inputs, classes))
    }

    /// Reads the inputs and a label that is a whole number, 0 to C - 1.
    ///
    /// # Errors
    ///
    /// [`Refusal::LabelNumber`] for any other label.
    ///
    /// ```
    /// use staticnn::dataset::csv::Csv;
    ///
    /// let data = Csv::from_text("x,digit\n1,7\n").inputs(["x"]).label_number::<f32, 10>("digit")?;
    /// assert_eq!(data.targets()[0].index(), 7);
    /// # Ok::<(), staticnn::dataset::csv::Error>(())
    /// ```
    pub fn label_number<T: Scalar + FromStr, const C: usize>(
        self,
        column: impl Into<Column>,
    ) -> Result<Dataset<[T; N], Class<C>>, Error> {
        let (inputs, classes) = self.read([column.into()], |row, [index]| {
            // A whole number may be written as 7.0.
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "compared with the number afterwards"
            )]
            #[allow(clippy::cast_precision_loss, reason = "compared with the number afterwards")]
            let whole = |number: f64| Some(number as usize).filter(|label| *label as f64 == number);
            let class = row.number(index).and_then(whole).and_then(|label| Class::new(label).ok());
            class.ok_or_else(|| row.refused(index, Refusal::LabelNumber { text: row.text(index).into(), classes: C }))
        })?;
        Ok(Dataset::paired(inputs, classes))
    }

    /// Reads the inputs, and of each row what `target` returns, which gets the indices of the columns of the target.
    fn read<T: Scalar + FromStr, Y, const M: usize>(
        self,
        targets: [Column; M],
        mut target: impl FnMut(&Row<'_>, [usize; M]) -> Result<Y, Error>,
    ) -> Result<(Vec<[T; N]>, Vec<Y>), Error> {
        let table = Table::new(&self.options)?;
        let mut targets_at = [0; M];
        for (index, column) in targets_at.iter_mut().zip(&targets) {
            *index = table.find(column)?;
        }
        let inputs_at: Vec<usize> = match &self.columns {
            Some(columns) => columns.iter().map(|column| table.find(column)).collect::<Result<_, _>>()?,
            None => (0..table.columns()).filter(|index| !targets_at.contains(index)).collect(),
        };
        if inputs_at.len() != N {
            return Err(table.misfit(Refusal::Count { inputs: N, columns: inputs_at.len() }));
        }
        let (mut x, mut y) = (Vec::new(), Vec::new());
        let all: Vec<usize> = inputs_at.iter().chain(&targets_at).copied().collect();
        table.rows(&all, |row| {
            x.push(row.numbers(&inputs_at)?);
            y.push(target(row, targets_at)?);
            Ok(())
        })?;
        Ok((x, y))
    }
}
