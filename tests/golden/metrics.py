#!/usr/bin/env python3
"""Writes metrics.json: metrics and scalers on fixed vectors, as scikit-learn computes them in float64. The committed file was made
with scikit-learn 1.9.1 and NumPy 2.4.6.

Classes: logits without ties, of which the softmax is the probabilities. Class 3 is never predicted. Yes or no: scores with ties.
Numbers: two outputs per sample, far from 0.
"""
import json
import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.preprocessing import MinMaxScaler, StandardScaler

rng = np.random.default_rng(13)
warnings.simplefilter("ignore")  # class 3 has no precision

CLASSES = 4
labels = rng.integers(0, CLASSES, 60)
logits = np.round(rng.normal(size=(60, CLASSES)) + 1.5 * np.eye(CLASSES)[labels], 3)
logits[:, 3] -= 9
probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
# A prediction that rules out what is true, and one that is certain of it.
wrong, right = np.flatnonzero(labels == 0)[:2]
probabilities[wrong], probabilities[right] = [0.0, 0.7, 0.2, 0.1], [1.0, 0.0, 0.0, 0.0]
predicted = probabilities.argmax(axis=1)
every = list(range(CLASSES))

answers = rng.integers(0, 2, 50)
scores = np.clip(np.round(0.5 + 0.2 * (2 * answers - 1) + 0.3 * rng.normal(size=50), 1), 0, 1)
decided = (scores >= 0.5).astype(int)

targets = np.array([1e6, -3.0]) + rng.normal(size=(40, 2)) * [5.0, 0.2]
outputs = targets + rng.normal(size=(40, 2)) * [2.0, 0.1]

columns = np.array([1e5, -20.0, 7.0]) + rng.normal(size=(30, 3)) * [3.0, 40.0, 0.0]
standard, minmax = StandardScaler().fit(columns), MinMaxScaler().fit(columns)


def scores_of(score, truth, guess, **of):
    return {
        "classes": score(truth, guess, average=None, **of).tolist(),
        "macro": score(truth, guess, average="macro", **of),
        "micro": score(truth, guess, average="micro", **of),
    }


rates = m.roc_curve(answers, scores, drop_intermediate=False)
golden = {
    "classes": {
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "accuracy": m.accuracy_score(labels, predicted),
        "top_2": m.top_k_accuracy_score(labels, probabilities, k=2, labels=every),
        "confusion_matrix": m.confusion_matrix(labels, predicted).tolist(),
        "precision": scores_of(m.precision_score, labels, predicted),
        "recall": scores_of(m.recall_score, labels, predicted),
        "f1": scores_of(m.f1_score, labels, predicted),
        "log_loss": m.log_loss(labels, probabilities),
        "brier": m.brier_score_loss(labels, probabilities),
    },
    "answers": {
        "targets": answers.tolist(),
        "scores": scores.tolist(),
        "accuracy": m.accuracy_score(answers, decided),
        "precision": m.precision_score(answers, decided),
        "recall": m.recall_score(answers, decided),
        "f1": m.f1_score(answers, decided),
        "log_loss": m.log_loss(answers, scores),
        "brier": m.brier_score_loss(answers, scores),
        "roc_auc": m.roc_auc_score(answers, scores),
        "roc_curve": [list(point) for point in zip(rates[0].tolist(), rates[1].tolist())],
    },
    "numbers": {
        "targets": targets.tolist(),
        "outputs": outputs.tolist(),
        "rmse": m.root_mean_squared_error(targets, outputs),
        "mae": m.mean_absolute_error(targets, outputs),
        "mape": m.mean_absolute_percentage_error(targets, outputs),
        "r2": m.r2_score(targets, outputs),
    },
    "scalers": {
        "columns": columns.tolist(),
        "means": standard.mean_.tolist(),
        "deviations": np.sqrt(standard.var_).tolist(),
        "standardized": standard.transform(columns).tolist(),
        "minima": minmax.data_min_.tolist(),
        "maxima": minmax.data_max_.tolist(),
        "scaled": minmax.transform(columns).tolist(),
    },
}
with open("metrics.json", "w") as file:
    json.dump(golden, file)
    file.write("\n")
