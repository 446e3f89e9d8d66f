from workflows.conduct.models.cases import Commendation, ConductCase, Discipline
from workflows.conduct.models.dossier import CommendationDocument, DisciplineDocument, DossierDocument
from workflows.conduct.models.forms import ConductForm, RequiredDocument
from workflows.conduct.models.rounds import Candidate, Round

__all__ = [
    "Candidate",
    "Commendation",
    "CommendationDocument",
    "ConductCase",
    "ConductForm",
    "Discipline",
    "DisciplineDocument",
    "DossierDocument",
    "RequiredDocument",
    "Round",
]
