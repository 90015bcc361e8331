//! Metrics in formats of serde: what is written comes back, and what isn't sound is refused.

use serde::Serialize;
use serde::de::{DeserializeOwned, DeserializeSeed};
use staticnn::metric::{
    Accuracy, Average, Binary, Brier, ConfusionMatrix, Error, F1, LogLoss, Mae, Mape, Metric, Precision, R2, Recall,
    Rmse, RocAuc, Scored, TopK,
};
use staticnn_tests::golden;

use crate::metrics::{class, classes, over, rows};

/// Writes and reads a metric with something in it, in JSON and in postcard; and refuses it with these changes.
fn returns<M: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(metric: &M, refused: &[(&str, &str, &str)]) {
    let json = serde_json::to_string(metric).unwrap();
    assert_eq!(serde_json::from_str::<M>(&json).unwrap(), *metric, "{json}");
    assert_eq!(postcard::from_bytes::<M>(&postcard::to_allocvec(metric).unwrap()).unwrap(), *metric);
    for (from, to, message) in refused {
        assert!(json.contains(from), "{json}");
        let error = serde_json::from_str::<M>(&json.replace(from, to)).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn metrics_return_from_serde() {
    let golden = golden::read("metrics.json");
    let (y, t) = (rows::<4>(&golden["classes"]["probabilities"]), classes::<4>(&golden["classes"]["labels"]));
    fn filled<M: Metric<O, T>, O, T>(mut metric: M, outputs: &[O], targets: &[T]) -> M {
        over(&mut metric, outputs, targets);
        metric
    }
    let hits = "a metric with more hits than predictions";
    let many = "a metric of more than 2^53 predictions";
    let samples =
        [("\"samples\":60", "\"samples\":3", hits), ("\"samples\":60", "\"samples\":18014398509481984", many)];
    returns(&filled(Accuracy::new(), &y, &t), &samples);
    returns(&filled(TopK::new(2), &y, &t), &samples);
    returns(&filled(Precision::new(Average::Macro), &y, &t), &[("\"hits\":[", "\"hits\":[9", hits)]);
    returns(&filled(Recall::new(Average::Micro), &y, &t), &[("Micro", "Weighted", "unknown variant")]);
    let average = Average::Class(class(3));
    returns(&filled(F1::new(average), &y, &t), &[("{\"Class\":3}", "{\"Class\":4}", "label 4 is out of range")]);
    returns(
        &filled(ConfusionMatrix::new(), &y, &t),
        &[
            ("[[", "[[18446744073709551615,", "invalid length 5, expected an array of 4"),
            ("[[", "[[1],[", "invalid length 1, expected an array of 4"),
            ("\"undecided\":[0", "\"undecided\":[18446744073709551615", many),
        ],
    );
    returns(&filled(LogLoss::new(), &y, &t), &[("\"count\":60", "\"count\":-1", "invalid value")]);
    returns(&filled(Brier::new(), &y, &t), &[("\"count\":60", "\"count\":60,\"x\":1", "unknown field `x`")]);
    returns(
        &filled(Binary::new(0.5, F1::new(Average::POSITIVE)), &y, &y),
        &[("\"undefined\":true", "\"undefined\":2", "inv")],
    );
    returns(&filled(Rmse::new(), &y, &y), &[("\"samples\":60", "\"samples\":18014398509481984", many)]);
    returns(&filled(Mae::new(), &y, &y), &[]);
    returns(&filled(Mape::new(), &y, &y), &[]);
    returns(&filled(R2::new(), &y, &y), &[("\"squares\":[", "\"squares\":[-", "a sum of squares below 0")]);
}

#[test]
fn scores_return_from_serde_into_a_buffer() {
    let mut auc = RocAuc::new([Scored::EMPTY; 3]);
    over(&mut auc, &[[0.5], [0.25], [1.0]], &[[1.0], [0.0], [1.0]]);
    let json = serde_json::to_string(&auc).unwrap();
    let read = |json: &str, room: usize| {
        let mut other = RocAuc::new(vec![Scored::EMPTY; room]);
        let result = other.deserialize(&mut serde_json::Deserializer::from_str(json));
        (other, result.map_err(|error| error.to_string()))
    };
    for room in [3, 5] {
        let (mut other, result) = read(&json, room);
        assert_eq!((result, other.value()), (Ok(()), auc.value()));
        other.add(&[0.75], &[0.0]);
        assert_eq!(other.value().is_nan(), room == 3);
    }
    let message = "invalid length 3, expected at most 2 scores, for which the buffer has room";
    assert!(read(&json, 2).1.unwrap_err().starts_with(message));
    let lost = json.replace("\"samples\":3", "\"samples\":4");
    assert_eq!(read(&lost, 3).0.check(), Err(Error::Full { room: 3, samples: 4 }));
    assert!(read(&lost, 4).1.unwrap_err().starts_with("3 scores of 4 samples"));
    assert!(read(&json.replace("\"samples\":3", "\"samples\":2"), 3).1.is_err());
    let huge = json.replace("\"samples\":3", "\"samples\":18446744073709551615");
    assert!(read(&huge, 3).1.unwrap_err().starts_with("a metric of more than 2^53 predictions"));
    assert_eq!(read("{}", 3).0.check(), Err(Error::OneClass { positive: 0, negative: 0 }), "nothing after an error");
}
